/* redis_trust.c: see redis_trust.h. */
#include "io/redis_trust.h"

#include "base/err.h"
#include "base/reason.h"
#include "io/trust.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool file_in(const char *folder, const char *name, char ret_path[PATH_MAX]) {
    int len = snprintf(ret_path, PATH_MAX, "%s/%s", folder, name);
    return len > 0 && len < PATH_MAX;
}

bool redis_trust_link(const char *path, struct error *err) {
    struct stat st;
    if (lstat(path, &st) != 0 || !S_ISLNK(st.st_mode) || st.st_uid == 0 ||
        st.st_uid == geteuid()) {
        return true;
    }
    return err_set(
        err, ERR_DENIED,
        "the data folder %s is a link that user %lu made: name the folder itself", path,
        (unsigned long)st.st_uid);
}

static bool trust_append_only(const char *folder, uid_t owner, struct error *err) {
    char dir[PATH_MAX], path[PATH_MAX];
    if (!file_in(folder, "appendonlydir", dir) ||
        !trust_entry(dir, S_IFDIR, owner, err)) {
        return false;
    }
    DIR *files = opendir(dir);
    bool ok = files || errno == ENOENT ||
              err_set(err, ERR_IO, "%s cannot be read: %s", dir, reason_of(errno));
    for (struct dirent *file; ok && files && (file = readdir(files));) {
        int len = snprintf(path, sizeof path, "%s/%s", dir, file->d_name);
        ok = file->d_name[0] == '.' ||
             (len < (int)sizeof path && trust_entry(path, S_IFREG, owner, err));
    }
    if (files) {
        closedir(files);
    }
    return ok;
}

bool redis_trust_contents(const char *folder, uid_t owner, struct error *err) {
    static const struct {
        const char *name;
        mode_t kind;
    } entries[] = {
        {"lock", S_IFREG},           {"redis.log", S_IFREG},
        {"redis.sock", S_IFSOCK},    {"redis.sock.path", S_IFREG},
        {"dump.rdb", S_IFREG},       {"known.json", S_IFREG},
        {"appendonly.aof", S_IFREG}, /* of a Redis before 7, which would be read */
    };
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        if (!file_in(folder, entries[i].name, path) ||
            !trust_entry(path, entries[i].kind, owner, err)) {
            return false;
        }
    }
    return trust_append_only(folder, owner, err);
}
