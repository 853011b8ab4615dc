/* policy_check.h: rules of a policy that need more than one value. */
#ifndef TOCSIN_IO_POLICY_CHECK_H
#define TOCSIN_IO_POLICY_CHECK_H

#include "io/policy_raw.h"

/* Rules that need more than one value: names that must exist, names that must be unique.
 */
bool policy_raw_check(const struct yaml *yaml, const struct raw_policy *raw,
                      struct error *err);

#endif
