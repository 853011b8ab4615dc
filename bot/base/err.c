/* err.c: filling a struct error. */
#include "base/err.h"

#include "base/text.h"

#include <stdarg.h>

/* Formats into text[size]; what is cut is cut between two characters. */
static void format_cut(char *text, size_t size, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

static void format_cut(char *text, size_t size, const char *format, va_list args) {
    int len = vsnprintf(text, size, format, args);
    if (len < 0) {
        text[0] = '\0';
    } else if ((size_t)len >= size) {
        /* The first byte that was lost is unknown, so the last kept character is looked
         * at instead: it goes when it is not whole. */
        for (size_t n = size - 1; n > 0 && size - 1 - n < 4; n--) {
            text[n] = '\0';
            uint32_t point;
            size_t start = utf8_floor(text, n, n - 1);
            if (utf8_next(text + start, n - start, &point) == n - start) {
                break;
            }
        }
    }
}

bool err_set(struct error *err, enum error_code code, const char *format, ...) {
    if (!err) {
        return false;
    }
    /* Apart first: an argument may be the text that is being replaced. */
    char text[sizeof(err->text)];
    va_list args;
    va_start(args, format);
    format_cut(text, sizeof(text), format, args);
    va_end(args);
    err->code = code;
    memcpy(err->text, text, sizeof(text));
    return false;
}

bool err_prefix(struct error *err, const char *format, ...) {
    if (!err) {
        return false;
    }
    char context[sizeof(err->text)];
    va_list args;
    va_start(args, format);
    format_cut(context, sizeof(context), format, args);
    va_end(args);
    return err_set(err, err->code, "%s: %s", context, err->text);
}

bool err_at(struct error *err, const char *field) {
    if (err) {
        err->field = field;
    }
    return false;
}
