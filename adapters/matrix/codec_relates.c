/* codec_relates.c: see codec_relates.h. */
#include "codec_relates.h"

#include "base/jsonx.h"

json_t *matrix_relates(const char *thread, const char *event) {
    json_t *relates = json_pack("{s:{s:s}}", "m.in_reply_to", "event_id", event);
    if (thread) {
        jsonx_set_string(relates, "rel_type", "m.thread");
        jsonx_set_string(relates, "event_id", thread);
        json_object_set_new(relates, "is_falling_back", json_false());
    }
    return relates;
}
