/* indexes_aside.c: see indexes_aside.h. */
#include "cli/indexes_aside.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/stored.h"
#include "core/index.h"
#include "tocsin/keys.h"

#include <stdlib.h>

static int64_t wall_now(const struct indexes *indexes) {
    const struct loop *loop = database_loop(indexes->db);
    return loop->wall(loop->self);
}

static struct write list_it(struct arena *arena, const struct indexes *indexes,
                            const char *name, const char *what, const char *to) {
    json_t *row =
        json_pack("{s:I, s:s}", "at", (json_int_t)wall_now(indexes), "what", what);
    jsonx_set_string(row, "to", to);
    const char *text = jsonx_text(arena, row);
    json_decref(row);
    return write_words(arena, KEY_QUARANTINE, "HSET", name, text, NULL);
}

/* A bot at work may have been faster: then there is nothing left to do. */
static bool commit(struct indexes *indexes, const struct write writes[2],
                   const char *name, const char *what, struct error *err) {
    struct error why = {0};
    bool done = false;
    if (indexes->mend) {
        const struct commit both = {.nwrites = 2, .writes = writes};
        done = database_commit(indexes->db, &both, &why);
        if (why.code == ERR_UNKNOWN) {
            *err = why;
            return false;
        }
    }
    indexes->wrong++;
    indexes->mended += done;
    if (indexes->to) {
        fprintf(indexes->to, "index %s %s%s\n", name, what,
                done ? ": set aside, tocsin doctor names it" : "");
    }
    return true;
}

bool indexes_aside_key(struct indexes *indexes, const char *key, struct error *err) {
    static const char what[] = "is of the wrong type";
    struct arena *arena = arena_new();
    char *to =
        arena_printf(arena, KEY_QUARANTINE ":%s:%lld", key, (long long)wall_now(indexes));
    const struct write writes[] = {write_words(arena, key, "RENAME", to, NULL),
                                   list_it(arena, indexes, key, what, to)};
    bool ok = commit(indexes, writes, key, what, err);
    arena_free(arena);
    return ok;
}

bool indexes_aside_member(struct indexes *indexes, const char *key, const json_t *member,
                          struct error *err) {
    struct arena *arena = arena_new();
    struct blob argv[2] = {{"ZREM", 4}};
    const char *shown = stored_shown(arena, member);
    const char *name = arena_printf(arena, "%s %s", key, shown);
    bool ok = true;
    if (stored_bytes(arena, member, &argv[1])) {
        const struct write writes[] = {
            {.key = {key, strlen(key)}, .argc = 2, .argv = argv},
            list_it(arena, indexes, name, "is no text", NULL)};
        ok = commit(indexes, writes, arena_printf(arena, "%s: holds %s,", key, shown),
                    "which is no text", err);
    }
    arena_free(arena);
    return ok;
}

json_t *indexes_members(struct indexes *indexes, const char *key, struct error *err) {
    struct error why = {0};
    json_t *members = database_ask(indexes->db, &why, key, "ZRANGE", "0", "-1", NULL);
    if (members) {
        return members;
    }
    if (why.code != ERR_CORRUPT) {
        *err = why;
        return NULL;
    }
    return indexes_aside_key(indexes, key, err) ? json_array() : NULL;
}
