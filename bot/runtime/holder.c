/* holder.c: see holder.h. */
#include "runtime/holder.h"
#include "base/hash.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* "host/pid/start/nonce": start is the process's start time, because pids come again. */
static long long process_start(long pid) {
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    FILE *file = fopen(path, "re");
    if (!file) {
        return -1;
    }
    long long start = -1;
    if (fgets(line, sizeof line, file)) {
        char *field = strrchr(line, ')'); /* the name may hold spaces */
        for (int i = 2; field && i < 22; i++) {
            field = strchr(field + 1, ' ');
        }
        start = field ? strtoll(field, NULL, 10) : -1;
    }
    (void)fclose(file);
    return start;
}

void holder_name(char *ret, size_t size) {
    char host[48] = "host";
    uint8_t nonce[6];
    char hex[2 * sizeof nonce + 1];
    (void)gethostname(host, sizeof host - 1);
    host[strcspn(host, "/")] = '\0';
    hash_random(nonce, sizeof nonce);
    hash_hex(nonce, sizeof nonce, hex);
    snprintf(ret, size, "%.40s/%ld/%lld/%s", host, (long)getpid(),
             process_start((long)getpid()), hex);
}

bool holder_is_dead(const char *holder) {
    char host[48] = "host";
    (void)gethostname(host, sizeof host - 1);
    size_t len = strcspn(holder, "/");
    if (len != strlen(host) || strncmp(holder, host, len) != 0 || !holder[len]) {
        return false;
    }
    char *end;
    long pid = strtol(holder + len + 1, &end, 10);
    long long start = *end == '/' ? strtoll(end + 1, NULL, 10) : -1;
    if (pid <= 0 || (kill((pid_t)pid, 0) != 0 && errno == ESRCH)) {
        return pid > 0;
    }
    /* It is there, and may be another process with the same number. Of one that may not
     * be looked at (ProtectProc, not dumpable) that is not known: it counts as alive. */
    long long now = process_start(pid);
    return now >= 0 && now != start;
}
