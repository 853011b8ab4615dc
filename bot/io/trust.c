/* trust.c: see trust.h.
 *
 * The folder holds a socket through which everything is read and written, and a file from
 * which a Redis begins. Who may write there may put a Redis of their own in our place, or
 * incidents of their own into ours. The folders above count as well: whoever may rename
 * the folder may exchange it. */
#include "io/trust.h"

#include "base/err.h"
#include "base/reason.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* With a umask of 002 each user has a group of their own, and what the group may, only
 * its user may. */
static bool is_private_group(gid_t gid, uid_t uid) {
    const struct passwd *user = getpwuid(uid);
    char name[256];
    if (!user || user->pw_gid != gid || strlen(user->pw_name) >= sizeof name) {
        return false;
    }
    memcpy(name, user->pw_name, strlen(user->pw_name) + 1);
    const struct group *group = getgrgid(gid);
    return group && strcmp(group->gr_name, name) == 0 && !group->gr_mem[0];
}

static bool others_may_write(const struct stat *st) {
    return (st->st_mode & S_IWOTH) ||
           ((st->st_mode & S_IWGRP) && !is_private_group(st->st_gid, st->st_uid));
}

static bool refuse_owner(const char *path, uid_t is, uid_t wanted, struct error *err) {
    if (wanted != geteuid()) {
        return err_set(
            err, ERR_DENIED,
            "%s belongs to user %lu, and its folder to user %lu: look who made "
            "it, and remove it",
            path, (unsigned long)is, (unsigned long)wanted);
    }
    return err_set(err, ERR_DENIED,
                   "%s belongs to user %lu, and this tocsin runs as user %lu: run it as "
                   "that user, or choose another data folder (--data)",
                   path, (unsigned long)is, (unsigned long)wanted);
}

static bool refuse_mode(const char *path, struct error *err) {
    return err_set(err, ERR_DENIED,
                   "%s may be written by other users, who could put incidents of their "
                   "own there: chmod go-w %s",
                   path, path);
}

static const char *kind_word(mode_t kind) {
    switch (kind & S_IFMT) {
    case S_IFDIR:
        return "a folder";
    case S_IFREG:
        return "a plain file";
    case S_IFSOCK:
        return "a socket";
    case S_IFLNK:
        return "a link";
    default:
        return "a device or a pipe";
    }
}

bool trust_entry(const char *path, mode_t kind, uid_t owner, struct error *err) {
    struct stat st;
    if (lstat(path, &st) != 0) {
        return errno == ENOENT ||
               err_set(err, ERR_IO, "%s cannot be looked at: %s", path, reason_of(errno));
    }
    if ((st.st_mode & S_IFMT) != kind) {
        return err_set(
            err, S_ISLNK(st.st_mode) ? ERR_DENIED : ERR_IO,
            "%s is %s, and %s is wanted there: look who made it, and remove it", path,
            kind_word(st.st_mode), kind_word(kind));
    }
    /* Root mended something there, or copied it back. */
    if (st.st_uid != owner && st.st_uid == 0 && S_ISREG(kind) && st.st_nlink == 1) {
        return err_set(err, ERR_DENIED,
                       "%s belongs to root, and its folder to user %lu: chown %lu %s",
                       path, (unsigned long)owner, (unsigned long)owner, path);
    }
    if (st.st_uid != owner) {
        return refuse_owner(path, st.st_uid, owner, err);
    }
    return !others_may_write(&st) || refuse_mode(path, err);
}

/* A folder above: root's or the owner's; where others may write, the sticky bit keeps them
 * from renaming what is not theirs. */
static bool trust_above(const char *path, uid_t owner, struct error *err) {
    struct stat st;
    if (lstat(path, &st) != 0) {
        return err_set(err, ERR_IO, "%s cannot be looked at: %s", path, reason_of(errno));
    }
    if (st.st_uid != 0 && st.st_uid != owner) {
        return err_set(
            err, ERR_DENIED,
            "%s, above the data folder, belongs to user %lu, who could exchange "
            "it: run tocsin as that user, or choose another data folder (--data)",
            path, (unsigned long)st.st_uid);
    }
    return (st.st_mode & S_ISVTX) || !others_may_write(&st) || refuse_mode(path, err);
}

bool trust_folder(const char *path, uid_t owner, struct error *err) {
    char above[PATH_MAX];
    size_t len = strlen(path);
    if (!trust_entry(path, S_IFDIR, owner, err) || len >= sizeof above) {
        return false;
    }
    memcpy(above, path, len + 1);
    while (len > 1) {
        while (len > 1 && above[len - 1] != '/') {
            len--;
        }
        len -= len > 1;
        above[len] = '\0';
        if (!trust_above(above, owner, err)) {
            return false;
        }
    }
    return true;
}

bool trust_peer(int fd, uid_t uid, const char *socket_path, struct error *err) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
        return err_set(err, ERR_IO, "who listens on %s cannot be asked: %s", socket_path,
                       reason_of(errno));
    }
    return peer.uid == uid ||
           err_set(
               err, ERR_DENIED,
               "on %s a process of user %lu listens (pid %ld), and the data folder is "
               "that of user %lu: nothing is sent to it. Look what it is, and end it",
               socket_path, (unsigned long)peer.uid, (long)peer.pid, (unsigned long)uid);
}
