/* api_lacks.h: what a server that is not Slack lacks altogether. */
#ifndef TOCSIN_SLACK_API_LACKS_H
#define TOCSIN_SLACK_API_LACKS_H

#include "api.h"
#include "shared.h"

/* Does the server not know the method at all? Said on the log, once per method. */
bool slack_lacks(struct slack *slack, const struct api_result *result);

#endif
