/* redis_folder.c: one bot per folder, held by flock, and per name of a folder (redis_hold.h).
 *
 * The kernel gives the lock back when its holder dies, however it dies; a file with a pid
 * in it would outlive a kill -9. The pid in the file is for the message alone. */
#include "io/redis_folder.h"

#include "base/err.h"
#include "base/reason.h"
#include "io/redis_hold.h"
#include "io/redis_trust.h"
#include "io/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SOCKET_NAME "/redis.sock"
/* Not $TMPDIR: that can be as long as the folder was. */
#define APART_TEMPLATE "/tmp/tocsin-XXXXXX"

enum { FOLDER_MODE = 0700, FILE_MODE = 0600, WAIT_MS = 3000, WAIT_STEP_MS = 20 };

/* ---- the folder ---- */

static bool make_folders(const char *path, struct error *err) {
    char part[PATH_MAX];
    size_t len = strlen(path);
    if (len == 0 || len >= sizeof part) {
        return err_set(err, ERR_INVALID, "the data folder's path is empty or too long");
    }
    for (size_t i = 1; i <= len; i++) {
        if (path[i] != '/' && path[i] != '\0') {
            continue;
        }
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, FOLDER_MODE) != 0 && errno != EEXIST) {
            return err_set(
                err, ERR_IO,
                "cannot create the data folder %s: %s. Make it as the user that "
                "runs tocsin (mkdir -m 700), or choose another (--data)",
                part, reason_of(errno));
        }
    }
    return true;
}

bool redis_folder_file(const struct redis_folder *folder, const char *name,
                       char ret_path[PATH_MAX]) {
    int len = snprintf(ret_path, PATH_MAX, "%s/%s", folder->path, name);
    return len > 0 && len < PATH_MAX;
}

/* A command that only looks (`tocsin show`) holds the folder for a moment while no bot is
 * at work: a bot that starts just then, as a service does after a crash, waits for it.
 * Only at the start, before there is a loop. */
static bool wait_for_lock(int fd) {
    const struct timespec step = {.tv_nsec = WAIT_STEP_MS * 1000000L};
    for (int waited = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; waited += WAIT_STEP_MS) {
        if (errno != EWOULDBLOCK || waited >= WAIT_MS) {
            return false;
        }
        nanosleep(&step, NULL);
    }
    return true;
}

/* Opens a file of ours, made when it is not there. Of root, in the folder of another user,
 * it becomes that user's; one that is anybody else's, or has another name somewhere, is
 * not touched. -1 with errno. */
static int open_own(const struct redis_folder *folder, const char *name, int how) {
    char path[PATH_MAX];
    struct stat st;
    errno = ENAMETOOLONG;
    int fd = redis_folder_file(folder, name, path)
                 ? open(path, how | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE)
                 : -1;
    if (fd < 0 || folder->owner == geteuid()) {
        return fd;
    }
    bool fine =
        fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1 &&
        (st.st_uid == folder->owner || (st.st_uid == geteuid() && st.st_size == 0 &&
                                        fchown(fd, folder->owner, folder->group) == 0));
    if (!fine) {
        close(fd);
        errno = EPERM;
        return -1;
    }
    return fd;
}

static bool cannot_write(const struct redis_folder *folder, struct error *err) {
    bool full = errno == ENOSPC || errno == EDQUOT;
    return err_set(
        err, ERR_IO, "cannot write in the data folder %s: %s. %s", folder->path,
        reason_of(errno),
        full ? "Make room there"
             : "tocsin starts its Redis there, even to look: run it as the "
               "user that the folder belongs to, on a disk that may be "
               "written, or copy the folder (cp -a) and name the copy (--data)");
}

static bool lock(struct redis_folder *folder, struct error *err) {
    char pid[32] = "";
    folder->lock = open_own(folder, "lock", O_RDWR);
    if (folder->lock < 0) {
        return cannot_write(folder, err);
    }
    if (!wait_for_lock(folder->lock)) {
        ssize_t n = read(folder->lock, pid, sizeof pid - 1);
        pid[n > 0 ? strspn(pid, "0123456789") : 0] = '\0';
        close(folder->lock);
        folder->lock = -1;
        return err_set(err, ERR_CONFLICT,
                       "another bot (process %s) works in %s: stop it, or choose another "
                       "data folder",
                       pid[0] ? pid : "unknown", folder->path);
    }
    int len = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
    errno = 0;
    if (ftruncate(folder->lock, 0) != 0 ||
        pwrite(folder->lock, pid, (size_t)len, 0) != (ssize_t)len) {
        return cannot_write(folder, err);
    }
    return true;
}

/* Of a bot whose folder was removed or renamed nothing is left here but the hold. The bot
 * that has people's incidents goes on; this one, which would give the same numbers again on
 * the same networks, does not begin. */
static bool in_use(const char *path, pid_t holder, struct error *err) {
    return err_set(
        err, ERR_CONFLICT,
        "a tocsin (process %ld) is at work on a folder that had the name %s, "
        "until somebody removed or renamed it: a second one beside it would "
        "answer the same people. Renamed: give the folder its name back (mv -T), "
        "and that one goes on. Removed: its incidents are in memory alone; copy "
        "what the timeline of each shows, then stop it, and start again",
        (long)holder, path);
}

static bool hold(struct redis_folder *folder, struct error *err) {
    const struct timespec step = {.tv_nsec = WAIT_STEP_MS * 1000000L};
    pid_t holder = 0;
    for (int waited = 0;; waited += WAIT_STEP_MS) {
        folder->hold = redis_hold_take(folder->path, folder->owner, &holder);
        if (folder->hold >= 0 || !holder) {
            return true;
        }
        if (waited >= WAIT_MS) {
            break;
        }
        nanosleep(&step, NULL);
    }
    return in_use(folder->path, holder, err);
}

/* Asked before one is made: whoever gives the old folder its name back ("mv now-called
 * data") must not find another one there, into which it would be moved. */
static bool is_free(const char *path, struct error *err) {
    const struct timespec step = {.tv_nsec = WAIT_STEP_MS * 1000000L};
    struct stat st;
    pid_t holder = 0;
    for (int waited = 0; lstat(path, &st) != 0; waited += WAIT_STEP_MS) {
        holder = redis_hold_lost_by(path);
        if (!holder) {
            return true;
        }
        if (waited >= WAIT_MS) {
            return in_use(path, holder, err);
        }
        nanosleep(&step, NULL);
    }
    return true;
}

/* ---- the socket ---- */

/* A folder that anybody else could have made is not ours to listen in. */
static bool apart_is_ours(const char *socket_path, uid_t owner) {
    static const char prefix[] = "/tmp/tocsin-";
    char dir[sizeof APART_TEMPLATE];
    struct stat st;
    if (strncmp(socket_path, prefix, sizeof prefix - 1) != 0 ||
        strlen(socket_path) != sizeof APART_TEMPLATE - 1 + sizeof SOCKET_NAME - 1 ||
        strcmp(socket_path + sizeof APART_TEMPLATE - 1, SOCKET_NAME) != 0) {
        return false;
    }
    memcpy(dir, socket_path, sizeof dir - 1);
    dir[sizeof dir - 1] = '\0';
    return !strchr(dir + sizeof prefix - 1, '/') && lstat(dir, &st) == 0 &&
           S_ISDIR(st.st_mode) && st.st_uid == owner && (st.st_mode & 077) == 0;
}

/* The kernel takes 107 bytes for a socket's path. A deeper folder gets its socket in a
 * private folder under /tmp, and remembers in a file where, so that the next bot finds a
 * server that was left running. (Changing into the folder for a short path would need it
 * at every connect, and a process has only one working folder.) */
static bool place_socket_apart(struct redis_folder *folder, struct error *err) {
    char path[PATH_MAX], dir[] = APART_TEMPLATE;
    if (!redis_folder_file(folder, "redis.sock.path", path)) {
        return err_set(err, ERR_INVALID, "the data folder's path is too long");
    }
    int fd = open_own(folder, "redis.sock.path", O_RDWR);
    if (fd < 0) {
        return err_set(err, ERR_IO, "cannot write %s: %s", path, reason_of(errno));
    }
    folder->socket_apart = true;
    ssize_t n = read(fd, folder->socket, sizeof folder->socket - 1);
    folder->socket[n > 0 ? n : 0] = '\0';
    bool done = apart_is_ours(folder->socket, folder->owner);
    errno = 0;
    if (!done && mkdtemp(dir) &&
        (folder->owner == geteuid() || chown(dir, folder->owner, folder->group) == 0)) {
        int len = snprintf(folder->socket, sizeof folder->socket, "%s" SOCKET_NAME, dir);
        done = ftruncate(fd, 0) == 0 &&
               pwrite(fd, folder->socket, (size_t)len, 0) == (ssize_t)len;
    }
    if (!done) {
        err_set(err, ERR_IO, "cannot make a folder for the socket under /tmp: %s",
                reason_of(errno));
    }
    close(fd);
    return done;
}

bool redis_folder_place_socket(struct redis_folder *folder, struct error *err) {
    if (strlen(folder->path) + sizeof SOCKET_NAME > sizeof folder->socket) {
        return place_socket_apart(folder, err);
    }
    memcpy(folder->socket, folder->path, strlen(folder->path));
    memcpy(folder->socket + strlen(folder->path), SOCKET_NAME, sizeof SOCKET_NAME);
    return true;
}

int redis_folder_connect(const struct redis_folder *folder, struct error *err) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, folder->socket, sizeof address.sun_path);
    /* Not blocking: a full backlog of a stopped server must not stop us. */
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        int why = errno;
        close(fd);
        errno = why;
        return -1;
    }
    if (fd >= 0 && !trust_peer(fd, folder->owner, folder->socket, err)) {
        close(fd);
        errno = EPERM;
        return -1;
    }
    return fd;
}

/* ---- life ---- */

/* Root looks into the folder of a service: it works there as the service does. */
static void choose_owner(struct redis_folder *folder, bool as_owner) {
    struct stat st;
    if (as_owner && geteuid() == 0 && lstat(folder->path, &st) == 0 && st.st_uid != 0) {
        folder->owner = st.st_uid;
        folder->group = st.st_gid;
    }
}

bool redis_folder_open(struct redis_folder *folder, const char *path, bool as_owner,
                       struct error *err) {
    *folder = (struct redis_folder){
        .lock = -1, .hold = -1, .owner = geteuid(), .group = getegid()};
    if (!is_free(path, err) || !make_folders(path, err) || !redis_trust_link(path, err)) {
        return false;
    }
    /* Absolute, because the server changes its working folder before it opens files. */
    if (!realpath(path, folder->path)) {
        return err_set(err, ERR_IO, "cannot use the data folder %s: %s", path,
                       reason_of(errno));
    }
    choose_owner(folder, as_owner);
    if (!trust_folder(folder->path, folder->owner, err) ||
        !redis_trust_contents(folder->path, folder->owner, err)) {
        return false;
    }
    if (!lock(folder, err) || !hold(folder, err) ||
        !redis_folder_place_socket(folder, err)) {
        redis_folder_close(folder, false);
        folder->socket[0] = '\0'; /* whoever uses it, it is not ours to remove */
        folder->socket_apart = false;
        return false;
    }
    return true;
}

int redis_folder_log(struct redis_folder *folder) {
    int fd = open_own(folder, "redis.log", O_WRONLY | O_APPEND);
    off_t end = fd >= 0 ? lseek(fd, 0, SEEK_END) : 0;
    folder->log_from = end > 0 ? end : 0;
    return fd;
}

void redis_folder_last_words(const struct redis_folder *folder, char *ret, size_t size) {
    char path[PATH_MAX], tail[512];
    ssize_t n = 0;
    int fd = redis_folder_file(folder, "redis.log", path)
                 ? open(path, O_RDONLY | O_CLOEXEC)
                 : -1;
    if (fd >= 0) {
        off_t end = lseek(fd, 0, SEEK_END);
        off_t from = end > (off_t)sizeof tail - 1 ? end - (off_t)sizeof tail + 1 : 0;
        from = from > folder->log_from ? from : folder->log_from;
        n = pread(fd, tail, sizeof tail - 1, from);
        close(fd);
    }
    while (n > 0 && tail[n - 1] == '\n') {
        n--;
    }
    tail[n > 0 ? n : 0] = '\0';
    const char *line = strrchr(tail, '\n');
    snprintf(ret, size, "%s", line ? line + 1 : tail);
}

void redis_folder_close(struct redis_folder *folder, bool remove_socket) {
    char path[PATH_MAX], dir[sizeof folder->socket];
    if (remove_socket && folder->socket[0]) {
        unlink(folder->socket);
    }
    if (remove_socket && folder->socket_apart) {
        memcpy(dir, folder->socket, sizeof dir);
        *strrchr(dir, '/') = '\0';
        rmdir(dir);
        if (redis_folder_file(folder, "redis.sock.path", path)) {
            unlink(path);
        }
    }
    /* The file stays: unlinking it would let two hold "the" lock, each its own file. */
    if (folder->lock >= 0) {
        close(folder->lock);
    }
    if (folder->hold >= 0) {
        close(folder->hold);
    }
    folder->lock = folder->hold = -1;
}
