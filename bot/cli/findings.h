/* findings.h: what `tocsin doctor` and the start of `tocsin run` found out, told to
 * people, to programs or to the log. */
#ifndef TOCSIN_CLI_FINDINGS_H
#define TOCSIN_CLI_FINDINGS_H

#include "tocsin/adapter.h"
#include <jansson.h>

enum findings_how {
    FINDINGS_LINES, /* on standard output */
    FINDINGS_JSON,  /* on standard output, one object, by findings_end() */
    FINDINGS_LOG,   /* only what is not fine */
};

struct findings {
    enum findings_how how;
    int n[3];     /* of each finding_level */
    json_t *list; /* FINDINGS_JSON */
};

void findings_begin(struct findings *findings, enum findings_how how);
/* A finding_cb: ctx is a struct findings. */
void findings_add(void *ctx, const struct finding *finding);
/* Text is formatted; `todo` may be NULL. */
void findings_say(finding_cb report, void *ctx, enum finding_level level,
                  const char *todo, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void findings_end(struct findings *findings); /* prints the sum, frees */

#endif
