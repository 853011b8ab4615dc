/* shared.h: what every floor of the adapter knows: how it was set up, who tocsin is on
 * Slack, and what the floors below own. It names nothing of the floors above: those are
 * told by callbacks (slack.c puts them together). */
#ifndef TOCSIN_SLACK_SHARED_H
#define TOCSIN_SLACK_SHARED_H

#include "options.h"
#include "tocsin/adapter.h"

struct slack_api; /* api.h: calls of the Web API */
struct op;        /* api_op.h: work of several calls */
struct listings;  /* out_listing.h: the walk through all channels */
struct known;     /* out_places.h: channels of people and of names */

struct slack {
    struct slack_options options;
    struct slack_api *api;
    const struct host *host; /* NULL before start */
    bool stopped;
    bool fatal;       /* told once */
    uint64_t lacking; /* methods that the server does not know (api_lacks.c) */
    char *bot_user;   /* our user id, from auth.test; NULL: not known yet */
    char *bot_id;     /* our bot id ("B…"); NULL: not known yet */
    char *team;       /* name of the workspace; NULL: not known yet */
    char *team_id; /* "T…", and of its organisation "E…"; NULL: Slack does not say */
    char *enterprise_id;
    struct op *ops; /* under way */
    struct listings *listings;
    struct known *known;
    json_t
        *unjoined; /* {place: why}: configured ones that tocsin could not join; or NULL */
    /* Whom a text names by id ("@slack:U7") gets a name, in the background. `acquaint` is
     * NULL when nothing comes in. */
    struct acquaint *acquaint;
    void (*named)(struct acquaint *acquaint, const char *text);
    /* Slack will not have us: says so on the log and by options.on_fatal, once. */
    void (*give_up)(struct slack *slack, const char *why);
};

#endif
