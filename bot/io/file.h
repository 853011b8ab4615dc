/* file.h: a file that people wrote (configuration, policy, template, transcript, token),
 * read whole, in bounded time and size.
 *
 * Opening a FIFO waits for its other end, and reading a device may never end: a reload
 * would stop the bot for as long. So a plain file is wanted; where a secret or a transcript
 * may come from a pipe ("<(pass show …)"), it is waited for, but not for ever. */
#ifndef TOCSIN_IO_FILE_H
#define TOCSIN_IO_FILE_H

#include "tocsin/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct file_text {
    char *ptr; /* NUL-terminated; the caller frees it with file_free() */
    size_t len;
    bool open_to_all; /* everybody on this machine may read it */
};

/* At most `max` bytes; `pipes`: a pipe will do, its end comes within 5 s. ERR_NOT_FOUND,
 * ERR_IO, ERR_LIMIT, each with the path; then *ret is untouched. */
bool file_read(const char *path, size_t max, bool pipes, struct file_text *ret,
               struct error *err);
/* For what is too large to hold: a plain file, to be closed with fclose(). NULL with err.
 */
FILE *file_open(const char *path, struct error *err);
void file_free(struct file_text *file); /* what it held is wiped; NULL text is fine */

#endif
