/* process.c: see process.h.
 *
 * A stream that is closed is filled with one that fails: standard input with something
 * that cannot be read, standard output with something that cannot be written. Filling it
 * with /dev/null for both ways would let `tocsin export >&-` end well. */
#include "cli/process.h"
#include "base/err.h"
#include "base/reason.h"
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    FILES_LEAST = 64, /* loop, sockets to Redis and Slack, files, and room */
};

static bool closed[3];

bool process_was_closed(int fd) {
    return closed[fd];
}

static bool fill_streams(void) {
    static const int wrong_way[] = {O_WRONLY, O_RDONLY, O_WRONLY};
    for (int fd = 0; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) >= 0) {
            continue;
        }
        closed[fd] = true;
        /* The lowest that is free is this one. */
        if (open("/dev/null", wrong_way[fd]) != fd) {
            return false;
        }
    }
    return true;
}

static bool enough_files(struct error *err) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= FILES_LEAST) {
        return true;
    }
    rlim_t given = files.rlim_cur;
    files.rlim_cur = files.rlim_max < FILES_LEAST ? files.rlim_max : FILES_LEAST;
    if (files.rlim_cur == FILES_LEAST && setrlimit(RLIMIT_NOFILE, &files) == 0) {
        return true; /* the soft limit alone was too low, and raising it is ours to do */
    }
    return err_set(err, ERR_LIMIT,
                   "this process may open %llu files at once, and %d are needed: raise "
                   "the limit (ulimit -n 1024; LimitNOFILE= of a service)",
                   (unsigned long long)given, FILES_LEAST);
}

bool process_begin(struct error *err) {
    return (fill_streams() ||
            err_set(err, ERR_IO, "/dev/null cannot be opened: %s", reason_of(errno))) &&
           enough_files(err);
}

void process_keep_secrets(void) {
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* Some write failed long ago, and its reason with it: what does one more say? */
static int reason(void) {
    errno = 0;
    return write(STDOUT_FILENO, "\n", 1) < 0 ? errno : 0;
}

int process_end(int status) {
#if defined(__SANITIZE_ADDRESS__)
    /* Its leak check, which follows, is a debugger of the same user. */
    (void)prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
#endif
    bool taken = !ferror(stdout);
    errno = 0;
    bool flushed = fflush(stdout) == 0;
    int why = flushed ? 0 : errno;
    if (taken && flushed) {
        (void)fclose(stdout);
        return status;
    }
    why = why ? why : reason();
    if (why != EPIPE) { /* whoever reads it has seen enough: "| head" */
        fprintf(stderr,
                "tocsin: standard output could not be written%s%s. What it says is not "
                "all there is\n",
                why ? ": " : "", why ? reason_of(why) : "");
    }
    return status == EXIT_FINE ? EXIT_TROUBLE : status;
}
