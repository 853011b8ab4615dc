/* codec_json.h: JSON lines, both ways. Pure. */
#ifndef TOCSIN_CONSOLE_CODEC_JSON_H
#define TOCSIN_CONSOLE_CODEC_JSON_H

#include "base/arena.h"
#include "base/strbuf.h"
#include "tocsin/delivery.h"
#include "tocsin/error.h"
#include "tocsin/reply.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum request_kind { REQUEST_COMMAND, REQUEST_CLOCK, REQUEST_STEP, REQUEST_QUIET };

struct request {
    enum request_kind kind;
    const char *id;
    const char *user;    /* COMMAND; NULL: the console's first user */
    const char *channel; /* COMMAND: qualified place; NULL: the first channel */
    const char *text;    /* COMMAND */
    int64_t ms;          /* CLOCK, STEP */
};

/* One line of input. Strings are in the arena. ERR_INVALID says what is wrong with it. */
bool codec_request(struct arena *arena, const char *s, size_t len, struct request *ret,
                   struct error *err);
/* Objects of the output; new references. `text` is already rendered. */
json_t *codec_json_reply(const char *id, const struct reply *reply, const char *text);
json_t *codec_json_delivery(struct arena *arena, const struct delivery *delivery,
                            const char *place, const char *text, int64_t now);
/* The object as one line with its newline. */
void codec_json_line(const json_t *object, struct strbuf *out);

#endif
