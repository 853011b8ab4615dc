/* err.h: filling a struct error. */
#ifndef TOCSIN_BASE_ERR_H
#define TOCSIN_BASE_ERR_H

#include "tocsin/error.h"
#include <stdbool.h>

/* Always returns false, so that a function can `return err_set(err, ...)`. Text too long
 * is cut at a UTF-8 boundary. `err` may be NULL. */
bool err_set(struct error *err, enum error_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Puts "<context>: " before what is already there. Returns false. */
bool err_prefix(struct error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Names the argument that the error is about, a literal: a form shows it there. Returns
 * false, so that it can follow an err_set() behind "||". */
bool err_at(struct error *err, const char *field);

#endif
