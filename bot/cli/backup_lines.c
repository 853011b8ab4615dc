/* backup_lines.c: see backup_lines.h. */
#include "cli/backup_lines.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/keys.h"

#include <stdlib.h>
#include <string.h>

/* The last line says how many incidents there were, and rows in all: one that is missing
 * whole could not be noticed otherwise. */
static bool check_end(const json_t *line, int64_t incidents, int64_t rows,
                      struct error *err) {
    int64_t wanted = jsonx_int(line, "incidents", -1);
    int64_t rows_wanted = jsonx_int(line, "rows", rows); /* older ones do not say */
    return (wanted == incidents ||
            err_set(err, ERR_CORRUPT,
                    "the backup was altered: it had %lld incidents and has %lld",
                    (long long)wanted, (long long)incidents)) &&
           (rows_wanted == rows ||
            err_set(err, ERR_CORRUPT,
                    "the backup was altered: it had %lld rows and has %lld",
                    (long long)rows_wanted, (long long)rows));
}

/* Rows beside incidents and lanes: a reply that is kept for a command that comes again,
 * and what people are called. */
static bool row_is_sound(const json_t *line) {
    const char *idem = jsonx_string(line, "idem", NULL);
    const json_t *names = json_object_get(line, "names");
    const char *name;
    json_t *value;
    bool sound = true;
    if (json_object_get(line, "idem")) {
        const char *hash = text_after(idem, KEY_IDEM);
        sound = hash && *hash && !hash[strspn(hash, "0123456789abcdef")] &&
                json_is_string(json_object_get(line, "value")) &&
                json_is_integer(json_object_get(line, "until"));
    }
    if (names) {
        sound = sound && json_is_object(names);
        json_object_foreach((json_t *)names, name, value) {
            sound = sound && json_is_string(value);
        }
    }
    return sound;
}

bool backup_lines(FILE *file, backup_line each, void *ctx, struct error *err) {
    char *text = NULL;
    size_t size = 0;
    ssize_t len;
    long number = 0;
    int64_t incidents = 0;
    bool ended = false, ok = true;
    rewind(file);
    while (ok && (len = getline(&text, &size, file)) > 0) {
        number++;
        json_t *line = jsonx_parse(text, (size_t)len);
        incidents += json_object_get(line, "inc") ? 1 : 0;
        bool end = jsonx_bool(line, "end", false);
        bool odd = !line || ended || (number == 1 && jsonx_int(line, "tocsin", 0) != 1);
        if (!odd && end) {
            ended = true;
            ok = check_end(line, incidents, number - 1, err);
        } else if (odd || !row_is_sound(line)) {
            ok = err_set(err, ERR_INVALID,
                         "line %ld is not one of a whole tocsin backup: take another one",
                         number);
        } else {
            ok = each(ctx, line, err);
        }
        json_decref(line);
    }
    free(text);
    if (ok && !ended) {
        ok = err_set(err, ERR_INVALID,
                     "the backup is cut off: it has no last line; take another one");
    }
    return ok;
}
