/* writes.c: building a commit: checks first, then writes, all strings in one arena. */
#include "runtime/writes.h"
#include "tocsin/keys.h"

#include <assert.h>
#include <stdarg.h>

struct blob blob_of(const char *s) {
    struct blob blob = {s ? s : "", s ? strlen(s) : 0};
    return blob;
}

void ops_init(struct ops *ops, struct arena *arena) {
    memset(ops, 0, sizeof *ops);
    ops->arena = arena;
}

void ops_check(struct ops *ops, enum check_kind kind, const char *key, const char *field,
               const char *value, int tag) {
    assert(ops->nchecks < sizeof ops->checks / sizeof *ops->checks);
    ops->checks[ops->nchecks++] = (struct check){
        .kind = kind,
        .key = blob_of(key),
        .field = blob_of(field),
        .value = blob_of(value),
        .tag = tag,
    };
}

void ops_write(struct ops *ops, const char *key, const char *command, ...) {
    assert(ops->nwrites < LIMIT_OPS);
    size_t argc = 1;
    va_list args;
    va_start(args, command);
    while (va_arg(args, const char *)) {
        argc++;
    }
    va_end(args);

    struct blob *argv = arena_array(ops->arena, argc, sizeof *argv);
    argv[0] = blob_of(command);
    va_start(args, command);
    for (size_t i = 1; i < argc; i++) {
        argv[i] = blob_of(va_arg(args, const char *));
    }
    va_end(args);
    ops->writes[ops->nwrites++] = (struct write){blob_of(key), argc, argv};
}

struct commit ops_commit(const struct ops *ops) {
    return (struct commit){.nchecks = ops->nchecks,
                           .checks = ops->checks,
                           .nwrites = ops->nwrites,
                           .writes = ops->writes,
                           .ntorn = ops->ntorn,
                           .torn = ops->torn};
}

void ops_epoch(struct ops *ops, const struct bot *bot) {
    ops_check(ops, CHECK_VALUE, KEY_EPOCH, NULL, bot->epoch_text, TAG_EPOCH);
}
