/* in_buttons.c: the answer to a press of a button in a message.
 *
 * The message itself is never touched here: it is a mirror, edited from the state
 * (out_mirrors.c), so that two presses at one moment cannot undo one another. Where it
 * shows what came of the press, nothing else is said. */
#include "in_buttons.h"
#include "in_acks.h"
#include "in_answers.h"

void buttons_reply(struct asked *asked, const struct reply *reply) {
    if (reply->status == REPLY_DONE && reply->saved && reply->shown) {
        asked_ack(asked, NULL);
        return;
    }
    answers_say(asked, reply->body);
}
