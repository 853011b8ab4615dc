/* config_read.h: what the readers of tocsin.yaml share. Private to config*.c. */
#ifndef TOCSIN_IO_CONFIG_READ_H
#define TOCSIN_IO_CONFIG_READ_H

#include "base/arena.h"
#include "io/config.h"
#include "io/config_raw.h"

/* What is at hand while a file is read. */
struct reading {
    const struct yaml *yaml; /* NULL: no file */
    const struct raw_config *raw;
    struct arena *arena;
    struct config *config;
    struct error *err;
};

/* Every value to where it goes; false: a number is out of its range. */
bool config_fill(const struct reading *in);
/* Those of the i-th person. */
void config_fill_person(const struct reading *in, size_t i, struct person *ret);
const char *config_copy(const struct reading *in,
                        const char *value); /* NULL gives NULL */
const char *const *config_copy_list(const struct reading *in, char *const *words,
                                    size_t n);
/* Words with commas between; NULL gives none. */
const char *const *config_split(const struct reading *in, const char *words);
/* A path as written in the file, seen from where the bot was started. */
const char *config_resolve(const struct reading *in, const char *path);
/* http or https, and nothing in it that could leave a link. NULL is fine. */
bool config_is_url(const char *url);

/* ---- config_slack.c ---- */
bool config_read_slack(const struct reading *in);
/* "slack:C0123" or "slack:#name", where `place` is one of Slack; `path` is its key. */
bool config_check_slack_place(const struct reading *in, const char *path,
                              const char *place);

#endif
