/* outfile.c: see outfile.h.
 *
 * The part file is made by us alone (O_EXCL) and locked as long as we live. One that is
 * there and not locked was left behind by a process that was killed; it is removed, so
 * that a nightly backup goes on after a bad night. */
#include "cli/outfile.h"
#include "base/err.h"
#include "base/reason.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

bool outfile_failed(const char *path, struct error *err) {
    int why = errno;
    return err_set(err, ERR_IO, "%s cannot be written: %s. %s", path, reason_of(why),
                   why == ENOSPC || why == EDQUOT
                       ? "Make room there, or name a file on another disk"
                       : "Name a file in a folder that is there and where you may write");
}

/* Nothing is there, or a plain file. */
static bool replaceable(const char *path, struct error *err) {
    struct stat st;
    if (lstat(path, &st) != 0) {
        return errno == ENOENT || outfile_failed(path, err);
    }
    return S_ISREG(st.st_mode) ||
           err_set(err, ERR_IO,
                   "%s cannot be written: it is %s and no plain file; name another, or "
                   "remove it",
                   path,
                   S_ISLNK(st.st_mode)   ? "a link"
                   : S_ISDIR(st.st_mode) ? "a folder"
                                         : "a device or a pipe");
}

/* True: it was left behind, and is gone now. */
static bool remove_stale(const char *part, struct error *err) {
    struct stat st;
    int fd = open(part, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool plain =
        fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid();
    bool stale = plain && flock(fd, LOCK_EX | LOCK_NB) == 0;
    bool ok = stale && unlink(part) == 0;
    if (fd >= 0) {
        close(fd);
    }
    if (!ok) {
        err_set(err, ERR_CONFLICT,
                plain ? "%s is being written by another backup: wait for it"
                      : "%s cannot be written: it is there and is not a file of ours; "
                        "look who made it, and remove it",
                part);
    }
    return ok;
}

bool outfile_open(struct outfile *out, const char *path, struct error *err) {
    *out = (struct outfile){0};
    int len = snprintf(out->part, sizeof out->part, "%s.part", path);
    if (len < 0 || len >= (int)sizeof out->part) {
        return err_set(err, ERR_INVALID, "the path of the file is too long");
    }
    memcpy(out->path, path, strlen(path) + 1);
    if (!replaceable(path, err)) {
        return false;
    }
    const int how = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int fd = open(out->part, how, 0600);
    if (fd < 0 && errno == EEXIST) {
        if (!remove_stale(out->part, err)) {
            return false;
        }
        fd = open(out->part, how, 0600);
    }
    if (fd < 0) {
        return outfile_failed(out->path, err);
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 || !(out->file = fdopen(fd, "w"))) {
        close(fd);
        return err_set(err, ERR_CONFLICT, "%s is being written by another backup",
                       out->part);
    }
    return true;
}

/* Is the part file still the one that we made? */
static bool still_ours(const struct outfile *out) {
    struct stat ours, there;
    return fstat(fileno(out->file), &ours) == 0 && lstat(out->part, &there) == 0 &&
           ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

/* The name is on the disk when its folder is. */
static void sync_folder(const char *path) {
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) + 1 : 0;
    snprintf(folder, sizeof folder, "%.*s", len ? (int)len : 1, len ? path : ".");
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
}

bool outfile_close(struct outfile *out, bool keep, struct error *err) {
    bool ours = still_ours(out);
    bool written = fflush(out->file) == 0 && fsync(fileno(out->file)) == 0;
    bool ok = keep;
    if (ok && !written) {
        ok = outfile_failed(out->path, err);
    } else if (ok && !ours) {
        ok = err_set(err, ERR_CONFLICT, "%s was exchanged while it was written",
                     out->part);
    } else if (ok && replaceable(out->path, err)) {
        ok = rename(out->part, out->path) == 0 || outfile_failed(out->path, err);
    } else {
        ok = false;
    }
    if (!ok && ours) {
        (void)unlink(out->part);
    }
    (void)fclose(out->file);
    out->file = NULL;
    if (ok) {
        sync_folder(out->path);
    }
    return ok;
}
