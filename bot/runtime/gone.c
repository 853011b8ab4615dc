/* gone.c: incidents that the database lost and that somebody here knew.
 *
 * Nothing is left of them that could say so, so the hash KEY_LOST does, from the commit on
 * with which people are told: for the doctor, the audit, `tocsin list`, the next process
 * and whoever types in their channels. Should that be lost as well, this process keeps it
 * anew. `tocsin restore` takes out what came back, `tocsin rebuild --forget` all of it.
 *
 * Who was not at work when it happened, and finds an empty database, knows of nothing,
 * but in the folder of an embedded one (known.c): elsewhere there is no place for a
 * witness that a bot on another machine would find. */
#include "runtime/gone.h"
#include "base/jsonx.h"
#include "base/mem.h"
#include "base/stored.h"
#include "core/args_text.h"
#include "core/markup_text.h"
#include "runtime/now.h"
#include "runtime/places.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"
#include "tocsin/policy.h"

/* ---- what is kept ---- */

static const char *record_of(struct arena *arena, const struct bot *bot,
                             const struct slot *slot) {
    json_t *row = json_pack("{s:I, s:I, s:b, s:b, s:i}", "at", (json_int_t)bot_now(bot),
                            "seen", (json_int_t)slot->seen, "open", slot->open,
                            "restricted", slot->restricted, "severity", slot->severity);
    if (slot->state) {
        jsonx_set_int(row, "found", slot->gone_found > 0 ? slot->gone_found : 1);
        jsonx_set_int(row, "seen", slot->gone_seen);
    } else {
        jsonx_set_string(row, "title", slot->title);
        jsonx_set_string(row, "spoke", slot->spoke);
    }
    char *text = jsonx_text(arena, row);
    json_decref(row);
    return text;
}

struct write gone_write(struct arena *arena, const struct bot *bot,
                        const struct slot *slot) {
    struct blob *argv = arena_array(arena, 3, sizeof *argv);
    argv[0] = blob_of("HSET");
    argv[1] = blob_of(arena_strdup(arena, slot->id));
    argv[2] = blob_of(record_of(arena, bot, slot));
    return (struct write){blob_of(KEY_LOST), 3, argv};
}

/* ---- its channel, and the list ---- */

const char *const *gone_places(struct arena *arena, const struct slot *slot) {
    /* NOLINTNEXTLINE(bugprone-sizeof-expression) an array of pointers */
    const char **places = arena_array(arena, LIMIT_PLACES + 1, sizeof *places);
    const char *at = slot->spoke ? slot->spoke : "";
    size_t n = 0;
    while (*at && n < LIMIT_PLACES) {
        size_t len = strcspn(at, "\n");
        places[n++] = arena_strndup(arena, at, len);
        at += len + (at[len] != '\0');
    }
    places[n] = NULL;
    return places;
}

void gone_keep_places(struct bot *bot, const struct slot *slot) {
    struct arena *arena = arena_new();
    for (const char *const *at = gone_places(arena, slot); *at; at++) {
        place_learn(bot, *at, slot->id);
    }
    arena_free(arena);
}

void gone_learn(struct bot *bot, struct slot *slot) {
    slot->lost = true;
    gone_keep_places(bot, slot);
    if (!slot->open) {
        return;
    }
    bot->gone = bot->gone ? bot->gone : json_array();
    size_t i;
    json_t *id;
    json_array_foreach(bot->gone, i, id) {
        if (!strcmp(json_string_value(id), slot->id)) {
            return;
        }
    }
    json_array_append_new(bot->gone, json_string(slot->id));
}

void gone_back(struct bot *bot, struct slot *slot) {
    size_t i;
    json_t *id;
    slot->lost = false;
    json_array_foreach(bot->gone, i, id) {
        if (!strcmp(json_string_value(id), slot->id)) {
            json_array_remove(bot->gone, i);
            return;
        }
    }
}

/* ---- what whoever types about it is told ---- */

const char *gone_again(struct arena *arena, const struct slot *slot) {
    if (!slot->open) {
        return NULL;
    }
    return arena_printf(arena, "declare sev%d%s %s", slot->severity,
                        slot->restricted ? " restricted" : "",
                        slot->title ? args_quoted(arena, slot->title) : "what is broken");
}

char *gone_words(struct arena *arena, const struct slot *slot, bool reads) {
    const char *again = gone_again(arena, slot);
    if (slot->seen == 0 || slot->state) {
        return NULL;
    }
    return arena_printf(
        arena,
        "%s%s is lost: the database was emptied, or set back to an older copy, and has "
        "nothing of it any more. %s%s%s",
        reads ? "" : "Nothing was saved: ", slot->id,
        again ? "Nobody is reminded of it. To go on, declare it again: <!"
              : "It was closed.",
        again ? markup_escaped(arena, again) : "", again ? ">" : "");
}

/* ---- a row that is read back ---- */

void gone_row(struct slot *slot, const json_t *row) {
    const char *title = jsonx_string(row, "title", NULL);
    const char *spoke = jsonx_string(row, "spoke", NULL);
    int64_t seen = jsonx_int(row, "seen", 1), severity = jsonx_int(row, "severity", 0);
    slot->seen = seen > 0 && seen <= STORED_VERSION_MAX ? seen : 1;
    slot->severity = severity >= SEVERITY_HIGHEST && severity <= SEVERITY_LOWEST
                         ? (int)severity
                         : SEVERITY_LOWEST;
    slot->open = jsonx_bool(row, "open", true);
    slot->restricted = jsonx_bool(row, "restricted", false);
    slot->title = title ? mem_copy(title) : slot->title;
    slot->spoke = spoke ? mem_copy(spoke) : slot->spoke;
}
