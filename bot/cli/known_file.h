/* known_file.h: a file beside the embedded database, which says what a bot at work knew of it:
 * should the database be gone at the next start, somebody notices (runtime/known.c). */
#ifndef TOCSIN_CLI_KNOWN_FILE_H
#define TOCSIN_CLI_KNOWN_FILE_H

#include "runtime/bot.h"
#include "tocsin/loop.h"

/* What the last bot in the folder knew. NULL: none was, or it cannot be read, which is
 * logged. New reference. */
json_t *known_file_read(const char *folder);
/* Of such a reading: how many numbers were given, and the ids that were open. */
int64_t known_file_given(const json_t *known);
const json_t *known_file_open(const json_t *known);

struct known_file;

/* Writes it every few seconds, when it has changed. Loop and bot must live longer. */
struct known_file *known_file_watch(const struct loop *loop, const struct bot *bot,
                                    const char *folder);
/* Writes it once more. NULL is fine. */
void known_file_write(struct known_file *known);
void known_file_free(struct known_file *known); /* NULL is fine */

#endif
