/* record.c: the record that other programs keep of an incident, and the full export. */
#include "core/record.h"
#include "core/incident_json.h"

#include "base/jsonx.h"
#include "base/strbuf.h"
#include "base/text.h"

enum { MINUTE_MS = 60 * 1000 };

/* ---- YAML ---- */

/* Letters first, then nothing that has a meaning anywhere in YAML. */
static bool is_plain(const char *s) {
    static const char *const reserved[] = {"null", "true", "false", "yes", "no",
                                           "on",   "off",  "y",     "n",   NULL};
    static const char first[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    static const char later[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789._:/@+-";
    size_t len = strlen(s);

    return len > 0 && strchr(first, s[0]) && strspn(s, later) == len &&
           s[len - 1] != ':' && !text_in_nocase(s, reserved);
}

/* What a YAML reader must not find as it is inside double quotes. */
static bool is_printable(uint32_t point) {
    return point >= 0x20 && (point < 0x7F || point > 0x9F) && point != 0x2028 &&
           point != 0x2029 && point != 0xFEFF && point != 0xFFFE && point != 0xFFFF;
}

static void quote_char(struct strbuf *out, const char *s, size_t len, uint32_t point) {
    if (point == '"' || point == '\\') {
        strbuf_addc(out, '\\');
        strbuf_addn(out, s, len);
    } else if (point == '\n') {
        strbuf_add(out, "\\n");
    } else if (point == '\t') {
        strbuf_add(out, "\\t");
    } else if (is_printable(point)) {
        strbuf_addn(out, s, len);
    } else {
        strbuf_addf(out, "\\u%04x", (unsigned)point); /* none of them lies beyond FFFF */
    }
}

char *record_yaml_string(struct arena *arena, const char *s) {
    enum { LONGEST_ESCAPE = 6 };
    struct strbuf out;
    size_t len = s ? strlen(s) : 0;
    char *quoted;

    if (!s || is_plain(s)) {
        return arena_strdup(arena, s ? s : "null");
    }
    strbuf_init(&out, LONGEST_ESCAPE * len + 2);
    strbuf_addc(&out, '"');
    for (size_t i = 0, n; i < len; i += n) {
        uint32_t point = 0xFFFD;

        n = utf8_next(s + i, len - i, &point);
        if (n == 0) {
            strbuf_add(&out, "\\ufffd");
            n = 1;
        } else {
            quote_char(&out, s + i, n, point);
        }
    }
    strbuf_addc(&out, '"');
    quoted = arena_strndup(arena, out.ptr, out.len);
    strbuf_free(&out);
    return quoted;
}

/* ---- the record ---- */

static const char *status_of(const struct incident *incident) {
    if (incident->closed) {
        return incident_end(incident);
    }
    return incident->milestones[MILESTONE_RESOLVED] != 0 ? "resolved" : "open";
}

json_t *record_json(const struct incident *incident) {
    json_t *record = json_object();
    json_t *services = json_null();
    struct strbuf out;

    if (incident->nservices > 0) {
        strbuf_init(&out, LIMIT_STATE);
        for (size_t i = 0; i < incident->nservices; i++) {
            strbuf_add(&out, i > 0 ? ", " : "");
            strbuf_add(&out, incident->services[i]);
        }
        services = json_stringn(out.ptr, out.len);
        strbuf_free(&out);
    }
    json_object_set_new(record, "incident_id", json_string(incident->id));
    json_object_set_new(record, "severity", json_sprintf("SEV%d", incident->severity));
    json_object_set_new(record, "severity_highest",
                        json_sprintf("SEV%d", incident->severity_highest != 0
                                                  ? incident->severity_highest
                                                  : incident->severity));
    json_object_set_new(record, "service", services);
    json_object_set_new(record, "status", json_string(status_of(incident)));
    if (incident->milestones[MILESTONE_RECOVERED] != 0 && !incident->end) {
        jsonx_set_int(record, "mttr_minutes",
                      (incident->restored_ms + MINUTE_MS / 2) / MINUTE_MS);
    } else {
        json_object_set_new(record, "mttr_minutes", json_null());
    }
    /* The copy of the head that lies outside is kept with the record. */
    jsonx_set_string(record, "head", incident->chain);
    return record;
}

char *record_yaml(struct arena *arena, const struct incident *incident) {
    json_t *record = record_json(incident), *value;
    const char *key, *yaml = "";

    json_object_foreach(record, key, value) {
        yaml = json_is_integer(value)
                   ? arena_printf(arena, "%s%s: %lld\n", yaml, key,
                                  (long long)json_integer_value(value))
                   : arena_printf(arena, "%s%s: %s\n", yaml, key,
                                  record_yaml_string(arena, json_string_value(value)));
    }
    json_decref(record);
    return arena_strdup(arena, yaml);
}

/* ---- everything ---- */

static json_t *entry_json(const struct entry *entry) {
    json_t *json = json_object();

    jsonx_set_int(json, "n", entry->n);
    jsonx_set_int(json, "at", entry->at);
    jsonx_set_string(json, "actor", entry->actor);
    jsonx_set_string(json, "kind", entry->kind);
    jsonx_set_int(json, "v", entry->v);
    if (json_object_size(entry->data) > 0) {
        json_object_set_new(json, "data", json_deep_copy(entry->data));
    }
    if (json_object_size(entry->text) > 0) {
        json_object_set_new(json, "text", json_deep_copy(entry->text));
    } else if (entry->tx && !entry->text) {
        json_object_set_new(json, entry->missing ? "text_missing" : "text_removed",
                            json_true());
    }
    if (entry->undone) {
        json_object_set_new(json, "undone", json_true());
    }
    if (entry->was) {
        json_object_set_new(json, "text_before", json_deep_copy(entry->was));
    }
    return json;
}

json_t *record_export(const struct incident *incident, const struct entry *entries,
                      size_t nentries) {
    json_t *json = json_object(), *list = json_array();

    for (size_t i = 0; i < nentries; i++) {
        json_array_append_new(list, entry_json(&entries[i]));
    }
    json_object_set_new(json, "record", record_json(incident));
    jsonx_set_string(json, "head", incident->chain);
    json_object_set_new(json, "state", incident_to_json(incident));
    json_object_set_new(json, "entries", list);
    return json;
}
