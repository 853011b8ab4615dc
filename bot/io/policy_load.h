/* policy_load.h: a policy from YAML, by libcyaml. */
#ifndef TOCSIN_IO_POLICY_LOAD_H
#define TOCSIN_IO_POLICY_LOAD_H

#include "tocsin/error.h"
#include "tocsin/policy.h"
#include <stdbool.h>
#include <stddef.h>

/* Errors name file, line and key: "policies/x.yaml:12: severity.sev1.update: …".
 * `file` is for messages. Caller frees with policy_free. */
struct policy *policy_parse(const char *text, size_t len, const char *file,
                            struct error *err);
struct policy *policy_load_file(const char *path, struct error *err);
/* For a value that only others can judge (commands): err becomes "file:line: key: why" of
 * the value at `key` in the file. Returns false. */
bool policy_fail(const char *path, const char *key, const char *why, struct error *err);
void policy_free(struct policy *policy);

#endif
