/* shared.h: what the parts of the adapter share. In: api_sockets.c, in.c, in_answers.c,
 * in_forms.c, in_home.c. Out: out.c and what it calls. slack.c puts them together. */
#ifndef TOCSIN_SLACK_SHARED_H
#define TOCSIN_SLACK_SHARED_H

#include "api.h"
#include "codec.h"
#include "options.h"
#include "tocsin/adapter.h"

struct slack_sockets;  /* api_sockets.c: the N websockets and their replacement */
struct slack_inbound;  /* in.c: envelopes on their way to a commit and an answer */
struct slack_outbound; /* out.c: deliveries on their way */
struct op;             /* api_op.c: work of several calls */

struct slack {
    struct slack_options options;
    struct slack_api *api;
    const struct host *host; /* NULL before start */
    bool stopped;
    bool fatal; /* told once */
    uint64_t
        lacking; /* methods that the server does not know, told once each (api_lacks.c) */
    char *bot_user; /* our user id, from auth.test; NULL: not known yet */
    char *bot_id;   /* our bot id ("B…"); NULL: not known yet */
    char *team;     /* name of the workspace; NULL: not known yet */
    char *team_id;  /* "T…", and of its organisation "E…"; NULL: Slack does not say */
    char *enterprise_id;
    struct slack_sockets *sockets;
    struct slack_inbound *inbound;
    struct slack_outbound *outbound;
    struct op *ops; /* under way */
};

/* Says it on the log and by options.on_fatal, once. */
void slack_fatal(struct slack *slack, const char *why);
/* api_lacks.c: does the server not know the method at all? Said on the log, once per method.
 */
bool slack_lacks(struct slack *slack, const struct api_result *result);

/* ---- in ---- */
struct slack_sockets *slack_sockets_new(struct slack *slack);
void slack_sockets_start(struct slack_sockets *sockets);
void slack_sockets_stop(struct slack_sockets *sockets); /* no more envelopes */
void slack_sockets_free(struct slack_sockets *sockets);
/* Sends an ack over the socket with that number if it is still open, else over none (the
 * envelope comes again). */
bool slack_sockets_ack(struct slack_sockets *sockets, uint64_t socket, const char *frame);
bool slack_sockets_open(const struct slack_sockets *sockets, uint64_t socket);

struct slack_inbound *slack_inbound_new(struct slack *slack);
/* What came over a socket and is neither hello nor disconnect. `arena` holds the envelope
 * and is taken over. */
void slack_inbound_take(struct slack_inbound *inbound, uint64_t socket,
                        struct arena *arena, const struct envelope *arrived);
void slack_inbound_free(struct slack_inbound *inbound); /* no more answers */

/* ---- out ---- */
struct slack_outbound *slack_outbound_new(struct slack *slack);
void slack_outbound_send(struct slack_outbound *outbound, const struct delivery *delivery,
                         outcome_cb done, void *ctx);
void slack_outbound_look(struct slack_outbound *outbound, const struct delivery *delivery,
                         outcome_cb done, void *ctx);
/* Ends every delivery under way with OUTCOME_UNKNOWN. */
void slack_outbound_stop(struct slack_outbound *outbound);
void slack_outbound_free(struct slack_outbound *outbound);
/* adapter.check */
void slack_check(struct slack *slack, finding_cb report, void (*done)(void *ctx),
                 void *ctx);
/* out_ids.c: has every channel of ours told to host.known_id. */
void slack_tell_ids(struct slack *slack);
/* Joins options.places (resolving "#name"), warns on the log about what it cannot. */
void slack_join_places(struct slack *slack);

#endif
