/* codec_parts.h: what the files of the codec share, and nobody else needs.
 *
 * Lengths are in units of UTF-16, counted after escaping: Slack does not say what it
 * counts, and no other way of counting gives more. */
#ifndef TOCSIN_SLACK_CODEC_PARTS_H
#define TOCSIN_SLACK_CODEC_PARTS_H

#include "codec.h"
#include "tocsin/tree.h"

#define SLACK_ELLIPSIS "\xE2\x80\xA6"
/* Before each further line of a text that came with newlines of its own. */
#define SLACK_CONTINUED "\xE2\x94\x82 "
#define SLACK_BULLET "\xE2\x80\xA2 "
#define SLACK_ACTION_ID "tocsin:"      /* action_ids of our buttons */
#define SLACK_FIELD_ID "tocsin_field:" /* block_ids of our fields: the name follows */
#define SLACK_FIELD_ACTION "value"     /* action_id in those blocks */
#define SLACK_CALLBACK_WAIT "tocsin:wait"
#define SLACK_CALLBACK_FORM "tocsin:form"
#define SLACK_CALLBACK_MENU "tocsin:menu"
#define SLACK_CALLBACK_SAID "tocsin:said"

enum {
    SLACK_ID = 32,   /* characters of a user, channel or bot id */
    SLACK_DEPTH = 8, /* nodes inside nodes; deeper ones are not looked at */
    SLACK_ACTION_NAME = 255,
    SLACK_FIELDS = 32,      /* arguments of one command */
    SLACK_URL_SHOWN = 38,   /* of an address that somebody typed */
    SLACK_LINK_LABEL = 500, /* units of what stands for a link */
    SLACK_COMMAND = 64,     /* characters of a command's name */
};

#endif
