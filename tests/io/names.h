/* names.h: a name server for the test: its getaddrinfo() stands before libc's. */
#ifndef TOCSIN_TESTS_IO_NAMES_H
#define TOCSIN_TESTS_IO_NAMES_H

#include <dlfcn.h>
#include <netdb.h>
#include <semaphore.h>
#include <stdbool.h>
#include <string.h>

static sem_t names_never; /* nobody posts it */

/* "….invalid" does not exist, "….hang" is never answered, "….test" is this machine, and
 * "two.test" has an address where nobody listens before that. */
int getaddrinfo(const char *host, const char *port, const struct addrinfo *hints,
                struct addrinfo **ret) {
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    void *found = dlsym(RTLD_NEXT, "getaddrinfo");
    memcpy(&real, &found, sizeof real);
    const char *dot = host ? strrchr(host, '.') : NULL;
    if (dot && strcmp(dot, ".invalid") == 0) {
        return EAI_NONAME;
    }
    if (dot && strcmp(dot, ".hang") == 0) {
        sem_wait(&names_never);
    }
    if (host && strcmp(host, "two.test") == 0) {
        int status = real("127.0.0.2", port, hints, ret);
        return status ? status : real("127.0.0.1", port, hints, &(*ret)->ai_next);
    }
    bool here =
        (dot && strcmp(dot, ".test") == 0) || (host && !strcmp(host, "localhost"));
    return real(here ? "127.0.0.1" : host, port, hints, ret);
}

#endif
