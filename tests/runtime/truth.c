/* truth.c: reading Redis behind the bot's back. */
#include "core/entry_bytes.h"
#include "core/fold.h"
#include "core/history.h"
#include "harness.h"

static const char *word(const redisReply *reply, size_t i) {
    const redisReply *element = i < reply->elements ? reply->element[i] : NULL;
    return element && element->type == REDIS_REPLY_STRING ? element->str : NULL;
}

/* [id, [b, bytes, h, hash]] */
static struct audit_entry entry_of(struct arena *arena, const redisReply *element) {
    const redisReply *fields = element->element[1];
    struct audit_entry entry = {.id = arena_strdup(arena, word(element, 0))};
    for (size_t i = 0; i + 1 < fields->elements; i += 2) {
        const char *value = arena_strdup(arena, word(fields, i + 1));
        if (!strcmp(word(fields, i), "b")) {
            entry.bytes = value;
            entry.len = strlen(value);
        } else {
            entry.hash = value;
        }
    }
    return entry;
}

static struct audit_input read_raw(struct stage *stage, struct arena *arena,
                                   const char *id) {
    const char *ws = stage->workspace;
    struct audit_input input = {.workspace = ws, .incident = id};
    redisReply *stream = server_ask(stage->server, "XRANGE t:{%s}:tl:%s - +", ws, id);
    struct audit_entry *entries =
        arena_array(arena, stream->elements + 1, sizeof *entries);
    for (size_t i = 0; i < stream->elements; i++) {
        entries[i] = entry_of(arena, stream->element[i]);
    }
    input.entries = entries;
    input.nentries = stream->elements;
    freeReplyObject(stream);

    redisReply *hash = server_ask(stage->server, "HGETALL t:{%s}:tx:%s", ws, id);
    struct audit_text *texts = arena_array(arena, hash->elements + 1, sizeof *texts);
    for (size_t i = 0; i + 1 < hash->elements; i += 2) {
        texts[input.ntexts++] = (struct audit_text){
            arena_strdup(arena, word(hash, i)), arena_strdup(arena, word(hash, i + 1))};
    }
    input.texts = texts;
    freeReplyObject(hash);

    redisReply *head = server_ask(stage->server, "HMGET t:{%s}:inc:%s n h s sn", ws, id);
    input.n = arena_strdup(arena, word(head, 0));
    input.h = arena_strdup(arena, word(head, 1));
    input.s = arena_strdup(arena, word(head, 2));
    input.sn = arena_strdup(arena, word(head, 3));
    freeReplyObject(head);
    return input;
}

static const char *text_of(const struct audit_input *input, int64_t n) {
    for (size_t i = 0; i < input->ntexts; i++) {
        if (strtoll(input->texts[i].number, NULL, 10) == n) {
            return input->texts[i].stored;
        }
    }
    return NULL;
}

struct history history_read(struct stage *stage, struct arena *arena, const char *id) {
    struct audit_input input = read_raw(stage, arena, id);
    struct audit_report report;
    audit_timeline(arena, &input, &report);
    if (report.n > 0) {
        fail_msg("%s, entry %lld: %s", id, (long long)report.findings[0].n,
                 report.findings[0].what);
    }
    struct history history = {
        .entries = arena_array(arena, input.nentries + 1, sizeof *history.entries),
        .n = input.nentries,
        .state = incident_new(id),
        .snapshot = input.s,
    };
    for (size_t i = 0; i < history.n; i++) {
        struct error err = {0};
        const struct audit_entry *raw = &input.entries[i];
        if (!entry_parse(arena, raw->bytes, raw->len, text_of(&input, (int64_t)i + 1),
                         &history.entries[i], &err)) {
            fail_msg("%s, entry %zu: %s", id, i + 1, err.text);
        }
    }
    history_mark(arena, history.entries, history.n);
    for (size_t i = 0; i < history.n; i++) {
        struct error err = {0};
        if (!incident_apply(history.state, &history.entries[i], &err)) {
            fail_msg("%s, entry %zu: %s", id, i + 1, err.text);
        }
    }
    return history;
}

void history_free(struct history *history) {
    incident_free(history->state);
    history->state = NULL;
}

size_t history_count(const struct history *history, const char *kind) {
    size_t count = 0;
    for (size_t i = 0; i < history->n; i++) {
        count += !strcmp(history->entries[i].kind, kind);
    }
    return count;
}

const struct entry *history_entry(const struct history *history, const char *kind,
                                  size_t n) {
    for (size_t i = 0; i < history->n; i++) {
        if (!strcmp(history->entries[i].kind, kind) && n-- == 0) {
            return &history->entries[i];
        }
    }
    return NULL;
}

const char *history_text(const struct history *history, const char *kind, size_t n,
                         const char *key) {
    const struct entry *entry = history_entry(history, kind, n);
    return entry ? jsonx_string(entry->text, key, NULL) : NULL;
}

long long stage_number(struct stage *stage, const char *format, ...) {
    struct arena *arena = arena_new();
    va_list args;
    va_start(args, format);
    const char *words = arena_vprintf(arena, format, args);
    va_end(args);
    /* "LLEN lane:x" -> "LLEN t:{ws}:lane:x" */
    size_t verb = strcspn(words, " ");
    char *command = arena_printf(arena, "%.*s t:{%s}:%s", (int)verb, words,
                                 stage->workspace, words + verb + 1);
    long long number = server_number(stage->server, command);
    arena_free(arena);
    return number;
}

/* ---- everything that is there ---- */

static bool tree_holds(const redisReply *reply, const char *text) {
    if (reply->str && memmem(reply->str, reply->len, text, strlen(text))) {
        return true;
    }
    for (size_t i = 0; i < reply->elements; i++) {
        if (tree_holds(reply->element[i], text)) {
            return true;
        }
    }
    return false;
}

bool stage_holds(struct stage *stage, const char *text) {
    static const struct {
        const char *type, *command;
    } reads[] = {
        {"string", "GET %s"},        {"hash", "HGETALL %s"},
        {"list", "LRANGE %s 0 -1"},  {"zset", "ZRANGE %s 0 -1"},
        {"stream", "XRANGE %s - +"}, {"set", "SMEMBERS %s"},
    };
    bool found = false;
    redisReply *keys = server_ask(stage->server, "KEYS t:{%s}:*", stage->workspace);
    for (size_t i = 0; i < keys->elements; i++) {
        const char *key = word(keys, i);
        redisReply *type = server_ask(stage->server, "TYPE %s", key);
        bool known = false;
        found = found || strstr(key, text);
        for (size_t r = 0; r < sizeof reads / sizeof *reads; r++) {
            if (strcmp(reads[r].type, type->str) != 0) {
                continue;
            }
            redisReply *value = server_ask(stage->server, reads[r].command, key);
            found = found || tree_holds(value, text);
            freeReplyObject(value);
            known = true;
        }
        assert_true(known);
        freeReplyObject(type);
    }
    freeReplyObject(keys);
    return found;
}

long long stage_waiting(struct stage *stage) {
    long long waiting = 0;
    redisReply *keys = server_ask(stage->server, "KEYS t:{%s}:lane:*", stage->workspace);
    for (size_t i = 0; i < keys->elements; i++) {
        waiting += server_number(stage->server, "LLEN %s", word(keys, i));
    }
    freeReplyObject(keys);
    return waiting;
}
