/* codec_script.h: transcripts: read here (pure), played by play.c. script_help is the whole
 * format. */
#ifndef TOCSIN_CONSOLE_CODEC_SCRIPT_H
#define TOCSIN_CONSOLE_CODEC_SCRIPT_H

#include "tocsin/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum script_kind {
    SCRIPT_COMMENT,
    SCRIPT_UNTIL,   /* the clock moves to `ms` */
    SCRIPT_ADVANCE, /* the clock moves by `ms` */
    SCRIPT_INPUT,   /* `user` in `channel` types `text` */
    SCRIPT_EXPECT,  /* a line with `text` was printed since, after the one before */
    SCRIPT_REFUSE,  /* no line with `text` was printed since */
};

struct script_step {
    enum script_kind kind;
    size_t line;         /* of the file, 1.. */
    const char *user;    /* INPUT: plain name */
    const char *channel; /* INPUT: with its '#' */
    const char *text;
    int64_t ms;
};

struct script;
/* ERR_INVALID names file and line. Caller frees. `file` is for messages. */
struct script *script_parse(const char *text, size_t len, const char *file,
                            struct error *err);
void script_free(struct script *script); /* NULL is fine */
const char *script_file(const struct script *script);
int64_t script_start(const struct script *script); /* UTC ms of the first "@" line */
const struct script_step *script_steps(const struct script *script, size_t *ret_n);
/* The format, for --help. */
extern const char script_help[];

/* Did `lines` meet the step? Advances *cursor past the line that met an EXPECT. */
bool script_met(const struct script_step *step, const char *const *lines, size_t n,
                size_t *cursor);

#endif
