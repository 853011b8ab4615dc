/* codec_question.c: see codec_question.h. */
#include "codec_question.h"

#include "base/jsonx.h"
#include "base/text.h"
#include "shared.h"

enum { QUESTION_MS = 60 * 60 * 1000, HEARD_MOST = 16 };

json_t *matrix_question(struct arena *arena, const struct matrix_heard *heard,
                        const char *lacks) {
    const struct matrix_event *event = &heard->event;
    const json_t *before = heard->question;
    const char *lacked = jsonx_string(before, "lacks", NULL);
    bool again = before && (!lacks || text_equal(lacks, lacked));
    json_t *list = json_object_get(before, "heard");
    json_t *question = json_pack(
        "{s:s, s:s, s:I, s:o}", "of", event->sender, "text",
        again ? jsonx_string(before, "text", "") : matrix_typed(arena, heard), "at",
        (json_int_t)event->at, "heard", list ? json_copy(list) : json_array());
    json_array_append_new(json_object_get(question, "heard"), json_string(event->id));
    jsonx_set_string(question, "lacks", lacks ? lacks : lacked);
    jsonx_set_string(question, "incident",
                     before ? jsonx_string(before, "incident", NULL)
                            : heard->press.incident);
    jsonx_set_string(question, "made",
                     before ? jsonx_string(before, "made", NULL) : heard->press.made);
    jsonx_set_string(question, "phase",
                     before ? jsonx_string(before, "phase", NULL) : heard->press.phase);
    return question;
}

json_t *matrix_question_over(const char *user) {
    return json_pack("{s:s}", "of", user);
}

static bool was_heard(const json_t *question, const char *event) {
    size_t i;
    const json_t *one;

    json_array_foreach(json_object_get(question, "heard"), i, one) {
        if (text_equal(json_string_value(one), event)) {
            return true;
        }
    }
    return false;
}

enum matrix_answering matrix_answering(struct arena *arena, const json_t *question,
                                       const struct matrix_event *event) {
    static const char *const leaving[] = {"stop", "cancel", "abort", "never mind", NULL};

    if (!jsonx_string(question, "text", NULL) || event->command ||
        was_heard(question, event->id)) {
        return MATRIX_NO_ANSWER;
    }
    if (text_in_nocase(text_trim(arena, event->body), leaving)) {
        return MATRIX_LEAVES;
    }
    return event->at - jsonx_int(question, "at", 0) > QUESTION_MS ||
                   json_array_size(json_object_get(question, "heard")) >= HEARD_MOST
               ? MATRIX_TOO_OLD
               : MATRIX_ANSWERS;
}

json_t *matrix_questions(const json_t *events, const char *own) {
    json_t *all = json_object();
    size_t i;
    const json_t *event;

    json_array_foreach(events, i, event) {
        const json_t *content = json_object_get(event, "content");
        const json_t *asks =
            json_object_get(json_object_get(content, MATRIX_MARK), "asks");
        const char *of = jsonx_string(asks, "of", NULL);

        if (of && text_equal(jsonx_string(event, "sender", NULL), own) &&
            !json_object_get(all, of)) {
            json_object_set(all, of, (json_t *)asks);
        }
    }
    return all;
}
