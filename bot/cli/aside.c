/* aside.c: see aside.h. The hashes `quarantine` (runtime/aside.c) and `torn` (the commit
 * script). */
#include "cli/aside.h"
#include "base/jsonx.h"
#include "base/stored.h"
#include "base/text.h"
#include "tocsin/keys.h"

static const char *day_of(struct arena *arena, int64_t at) {
    int year, month, day;
    time_utc_day(at > 0 && at < STORED_TIME_MAX ? at : 0, &year, &month, &day);
    return arena_printf(arena, "%04d-%02d-%02d", year % 10000, month % 100, day % 100);
}

static const char *of_quarantine(struct arena *arena, const json_t *field,
                                 const json_t *value) {
    const char *text = stored_text(value);
    json_t *row = text ? jsonx_parse(text, strlen(text)) : NULL;
    const char *to = jsonx_string(row, "to", NULL);
    const char *line =
        arena_printf(arena, "%s %s: set aside on %s%s%s", stored_shown(arena, field),
                     text_line(arena, jsonx_string(row, "what", "could not be used")),
                     day_of(arena, jsonx_int(row, "at", 0)), to ? ", kept as " : "",
                     to ? text_line(arena, to) : "");
    json_decref(row);
    return line;
}

static int each_of(struct database *db, const char *key, aside_each each, void *ctx,
                   struct error *err) {
    bool torn = !strcmp(key, KEY_TORN);
    json_t *pairs = database_ask(db, err, key, "HGETALL", NULL);
    struct arena *arena = arena_new();
    int n = pairs ? 0 : -1;
    if (!pairs && err->code == ERR_CORRUPT) {
        each(ctx, err->text, true);
        n = 1;
    }
    for (size_t i = 0; i + 1 < json_array_size(pairs); i += 2) {
        const json_t *field = json_array_get(pairs, i);
        each(ctx,
             torn ? arena_printf(arena,
                                 "%s: its last commit is only partly written; a bot at "
                                 "work completes it",
                                 stored_shown(arena, field))
                  : of_quarantine(arena, field, json_array_get(pairs, i + 1)),
             torn);
        n++;
    }
    arena_free(arena);
    json_decref(pairs);
    return n;
}

int aside_quarantine(struct database *db, aside_each each, void *ctx, struct error *err) {
    return each_of(db, KEY_QUARANTINE, each, ctx, err);
}

int aside_list(struct database *db, aside_each each, void *ctx, struct error *err) {
    int torn = each_of(db, KEY_TORN, each, ctx, err);
    int aside = torn < 0 ? -1 : aside_quarantine(db, each, ctx, err);
    return aside < 0 ? -1 : torn + aside;
}
