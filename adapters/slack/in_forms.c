/* in_forms.c: answers that are shown in a modal view.
 *
 * A trigger serves for 3 s, so the view is opened at once, empty, and filled when the
 * reply comes. The answer to a form that was handed in rides in the ack; when none has
 * come in time, the view says so and is filled later. A view that cannot be shown becomes
 * a plain answer. */
#include "in_forms.h"
#include "codec_again.h"
#include "codec_views.h"
#include "in_acks.h"
#include "in_answers.h"

#include "base/jsonx.h"
#include "base/mem.h"
#include "base/text.h"
#include "tocsin/tree.h"

enum { ACK_REST = 256 }; /* bytes of an ack around its payload */

static const char *command_of(const struct asked *asked) {
    return asked->desk->slack->options.command;
}

static json_t *said(struct asked *asked, const json_t *tree) {
    return slack_view_said(asked->arena, tree, command_of(asked));
}

/* ---- filling a view that is open ---- */

static void updated(struct asked *asked, const struct api_result *result) {
    if (!answers_perhaps_read(asked, result)) {
        answers_say(asked, asked->reads); /* it was closed meanwhile */
    }
}

static void update(struct asked *asked, json_t *view) {
    json_t *args =
        mem_got(json_pack("{s:s, s:o}", "view_id", asked->view_id, "view", view));
    asked_call(asked, "views.update", args, ASKED_URL_MS, updated);
}

/* ---- opening one ---- */

static void opened(struct asked *asked, const struct api_result *result) {
    const char *id = jsonx_string(json_object_get(result->json, "view"), "id", NULL);
    json_t *view = asked->view_next;
    asked->view_next = NULL;
    if (result->kind == API_OK && id) {
        asked->view = VIEW_OPEN;
        asked->view_id = arena_strdup(asked->arena, id);
        if (view) {
            update(asked, view);
        } else if (asked->replied) {
            asked->answered = true; /* it was opened with what it has to show */
        }
        return;
    }
    asked->view = VIEW_LOST;
    json_decref(view);
    if (asked->replied) {
        answers_say(asked, asked->reads);
    }
}

static void open_view(struct asked *asked, json_t *view) {
    json_t *args = mem_got(
        json_pack("{s:s, s:o}", "trigger_id", asked->envelope.trigger, "view", view));
    asked->view = VIEW_OPENING;
    asked_call(asked, "views.open", args, ASKED_TRIGGER_MS, opened);
}

void forms_begin(struct asked *asked) {
    const struct envelope *envelope = &asked->envelope;
    const char *id = jsonx_string(envelope->view, "id", NULL);
    if (envelope->fills_view && id) {
        asked->view = VIEW_OPEN;
        asked->view_id = id;
    } else if (envelope->kind != ENVELOPE_SUBMIT && envelope->trigger &&
               (envelope->input.kind == INPUT_FORM ||
                (envelope->kind == ENVELOPE_SHORTCUT && !envelope->response_url))) {
        open_view(asked, slack_view_wait());
    }
}

bool forms_wanted(const struct asked *asked) {
    return asked->view != VIEW_NONE;
}

/* ---- the reply ---- */

static const json_t *type_instead(struct asked *asked, const json_t *form) {
    const char *command = jsonx_string(form, "command", "help");
    json_t *line = json_pack(
        "[o, o]", tree_leaf(TREE_TEXT, "Slack did not show the form. Type it instead: "),
        tree_leaf(TREE_COMMAND, command));
    return arena_json(asked->arena, json_pack("[o]", tree_parent(TREE_PARAGRAPH, line)));
}

void forms_show(struct asked *asked, const struct reply *reply) {
    const struct envelope *envelope = &asked->envelope;
    answers_keep(asked, reply->form ? type_instead(asked, reply->form) : reply->body);
    bool fresh = desk_mono(asked->desk) - asked->at < ASKED_TRIGGER_MS;
    if (asked->view == VIEW_NONE && !(envelope->trigger && fresh)) {
        asked->view = VIEW_LOST;
    }
    if (asked->view == VIEW_LOST) {
        answers_say(asked, asked->reads);
        return;
    }
    json_t *view = reply->form ? slack_view_form(asked->arena, reply->form,
                                                 envelope->input.place, command_of(asked))
                               : said(asked, asked->reads);
    asked_ack(asked, NULL);
    if (asked->view == VIEW_OPENING) {
        asked->view_next = view;
    } else if (asked->view == VIEW_OPEN) {
        update(asked, view);
    } else {
        open_view(asked, view);
    }
}

/* ---- a form that was handed in ---- */

static json_t *in_view(json_t *view) {
    return mem_got(json_pack("{s:s, s:o}", "response_action", "update", "view", view));
}

static bool fits(const json_t *payload) {
    return json_dumpb(payload, NULL, 0, JSON_COMPACT) + ACK_REST < SLACK_ACK;
}

static void view_is_open(struct asked *asked) {
    asked->view = VIEW_OPEN;
    asked->view_id = jsonx_string(asked->envelope.view, "id", "");
}

void forms_submit_late(struct asked *asked) {
    json_t *payload =
        in_view(said(asked, answers_tree(asked->arena, ANSWERS_CANNOT_TELL)));
    view_is_open(asked);
    asked_ack(asked, payload);
    json_decref(payload);
}

/* Refused, or there is no place to say it in: the view says it. */
static void submitted_in_view(struct asked *asked, const struct reply *reply) {
    json_t *payload =
        reply->status == REPLY_REFUSED
            ? slack_view_error(asked->arena, asked->envelope.view, reply->field,
                               asked->reads, command_of(asked))
            : NULL;
    if (!payload) {
        payload = in_view(said(asked, asked->reads));
    }
    bool whole = fits(payload);
    if (!whole) {
        json_decref(payload);
        payload = in_view(slack_view_wait());
    }
    asked->answered = asked_ack(asked, payload) && whole;
    json_decref(payload);
    if (!asked->answered) {
        view_is_open(asked);
        update(asked, said(asked, asked->reads));
    }
}

void forms_submitted(struct asked *asked, const struct reply *reply) {
    answers_keep(asked, reply->body);
    if (asked->acked) { /* it says "I cannot tell yet" */
        json_t *again = reply->status == REPLY_REFUSED
                            ? slack_view_again(asked->arena, asked->envelope.view,
                                               asked->reads, command_of(asked))
                            : NULL;
        update(asked, again ? again : said(asked, asked->reads));
        return;
    }
    if (reply->status != REPLY_DONE || !asked->envelope.input.place) {
        submitted_in_view(asked, reply);
        return;
    }
    json_t *payload = json_pack("{s:s}", "response_action", "clear");
    bool closed = asked_ack(asked, payload);
    json_decref(payload);
    if (closed) {
        asked->answered = true;
        answers_aside(asked, asked->reads);
    } else {
        view_is_open(asked);
        update(asked, said(asked, asked->reads));
    }
}
