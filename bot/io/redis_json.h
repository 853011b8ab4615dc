/* redis_json.h: what Redis answers, as JSON. */
#ifndef TOCSIN_IO_REDIS_JSON_H
#define TOCSIN_IO_REDIS_JSON_H

#include <hiredis/hiredis.h>
#include <jansson.h>

/* Strings, integers, nil and arrays of them. A string that is not UTF-8 becomes null: it
 * is not text of ours. NULL when there is an error in it, at whatever depth; *ret_why
 * then is its text and lives as long as the reply. New reference. */
json_t *redis_json(const redisReply *reply, const char **ret_why);
/* The value of "name:value" in an INFO answer into `ret` (cut to size); "" when absent.
 */
void redis_info_field(const char *info, const char *name, char *ret, size_t size);

#endif
