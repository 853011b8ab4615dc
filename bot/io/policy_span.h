/* policy_span.h: spans of time, which have two shapes and are read from the document. */
#ifndef TOCSIN_IO_POLICY_SPAN_H
#define TOCSIN_IO_POLICY_SPAN_H

#include "io/yaml.h"
#include "tocsin/policy.h"

/* Fills the spans of a severity from the document. */
bool policy_read_spans(const struct yaml *yaml, struct policy_severity *ret_severity,
                       struct error *err);
/* Elapsed time only ("15m"); leaves *ret_ms when the path is not there. */
bool policy_read_ms(const struct yaml *yaml, const char *path, int64_t *ret_ms,
                    struct error *err);

#endif
