/* findings.c: one finding, one line, and below it what somebody can do. */
#include "cli/findings.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

enum { FINDING_TEXT = 1024 };

/* Never colour alone; BROKEN can be seen from far off and searched for. */
static const char *const words[] = {"ok", "warn", "BROKEN"};
static const char *const keys[] = {"ok", "warn", "broken"};

void findings_begin(struct findings *findings, enum findings_how how) {
    *findings =
        (struct findings){.how = how, .list = how == FINDINGS_JSON ? json_array() : NULL};
}

/* What a network or a Redis says of itself is among it. */
static void print_lines(const char *word, const char *what, const char *todo) {
    struct arena *arena = arena_new();
    printf("%-7s %s\n", word, text_line(arena, what));
    if (todo) {
        printf("        -> %s\n", text_line(arena, todo));
    }
    (void)fflush(stdout);
    arena_free(arena);
}

void findings_add(void *ctx, const struct finding *finding) {
    struct findings *findings = ctx;
    enum finding_level level = finding->level;
    const char *todo = level == FINDING_FINE ? NULL : finding->todo;
    findings->n[level]++;
    switch (findings->how) {
    case FINDINGS_LINES:
        print_lines(words[level], finding->what, todo);
        break;
    case FINDINGS_JSON:
        json_array_append_new(findings->list,
                              json_pack("{s:s, s:s, s:s?}", "level", keys[level], "what",
                                        finding->what, "todo", todo));
        break;
    case FINDINGS_LOG:
        if (level != FINDING_FINE) {
            log_event(level == FINDING_WARN ? LOG_LEVEL_WARN : LOG_LEVEL_ERROR,
                      "preflight", "found", finding->what, "todo", todo, NULL);
        }
        break;
    }
}

void findings_say(finding_cb report, void *ctx, enum finding_level level,
                  const char *todo, const char *format, ...) {
    char text[FINDING_TEXT];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    report(ctx, &(struct finding){.level = level, .what = text, .todo = todo});
}

void findings_end(struct findings *findings) {
    const int *n = findings->n;
    if (findings->how == FINDINGS_LINES) {
        printf("%d ok, %d warn, %d BROKEN\n", n[FINDING_FINE], n[FINDING_WARN],
               n[FINDING_BROKEN]);
    } else if (findings->how == FINDINGS_JSON) {
        json_t *all =
            json_pack("{s:i, s:i, s:i, s:O}", keys[FINDING_FINE], n[FINDING_FINE],
                      keys[FINDING_WARN], n[FINDING_WARN], keys[FINDING_BROKEN],
                      n[FINDING_BROKEN], "findings", findings->list);
        (void)json_dumpf(all, stdout, JSON_COMPACT);
        printf("\n");
        json_decref(all);
    }
    json_decref(findings->list);
    findings->list = NULL;
}
