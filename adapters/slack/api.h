/* api.h: one call of a Web API method: encoding, token, budgets, rate limits.
 *
 * Nothing queues in here: a call whose method or channel has no budget left ends with
 * API_LIMITED before it is sent, so that whoever decides to send asks again later and
 * looks at its reasons again. */
#ifndef TOCSIN_SLACK_API_H
#define TOCSIN_SLACK_API_H

#include "tocsin/http.h"
#include "tocsin/loop.h"
#include <jansson.h>

enum api_kind {
    API_OK,      /* "ok": true */
    API_REFUSED, /* "ok": false: `error` */
    API_LIMITED, /* 429, or no budget: surely not done; again in `retry_ms` */
    API_FAILED,  /* surely not done: no address, refused, TLS, a 5xx that says so */
    API_UNKNOWN, /* sent, no whole answer, a 5xx, no JSON: it may have been done */
};

struct api_result {
    enum api_kind kind;
    const char *method;
    const char *error;  /* API_REFUSED: "missing_scope"; else NULL */
    const char *needed; /* API_REFUSED missing_scope: the scope it needs, or NULL */
    int64_t retry_ms;   /* API_LIMITED; API_FAILED: when the server said so, else 0 */
    const char *why;    /* for people, holds no secret; NULL when API_OK */
    const char *scopes; /* x-oauth-scopes of the answer ("chat:write,…"), or NULL */
    const char *date;   /* Date of the answer, or NULL */
    const json_t *json; /* the answer, an object; NULL without one. Borrowed. */
};
typedef void (*api_cb)(void *ctx, const struct api_result *result);

struct slack_api;

struct slack_api_options { /* strings must live as long as the api */
    const struct loop *loop;
    const struct http *http;
    const char *api_url, *app_token, *bot_token;
};

struct slack_api *slack_api_new(const struct slack_api_options *options);
void slack_api_free(struct slack_api *api); /* open calls are forgotten: no callback */

/* `args`: an object, stolen; encoded as JSON or, for methods that take no JSON, as a
 * form (arrays and objects inside as JSON text, lists of words comma separated).
 * apps.connections.open uses the app token. `channel`: raw id whose posting budget this
 * takes (chat.postMessage), or NULL. `cb` is called exactly once, never before this
 * returns. */
void slack_api_call(struct slack_api *api, const char *method, json_t *args,
                    const char *channel, bool urgent, api_cb cb, void *ctx);
/* The server shows no `<!date^…>`: what is called from now on says moments in UTC, by the
 * clock of `host`. */
struct host;
void slack_api_undated(struct slack_api *api, const struct host *host);
bool slack_api_is_undated(const struct slack_api *api);
/* Open calls with that `ctx` end without a callback. */
void slack_api_forget(struct slack_api *api, const void *ctx);
/* POSTs `body` (stolen) to a response_url or any other absolute URL that Slack gave. */
void slack_api_post_url(struct slack_api *api, const char *url, json_t *body, api_cb cb,
                        void *ctx);
/* ms until `method` may be called again; 0: now. */
int64_t slack_api_wait(const struct slack_api *api, const char *method);

#endif
