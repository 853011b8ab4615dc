/* api_say.c: Slack's error codes as sentences: what happened and what to do. */
#include "api_say.h"
#include "api_methods.h"
#include "api_scopes.h"
#include "base/arena.h"
#include "base/text.h"
#include <string.h>

bool slack_api_fatal(const char *error) {
    static const char *const list[] = {"not_authed",
                                       "invalid_auth",
                                       "account_inactive",
                                       "token_revoked",
                                       "token_expired",
                                       "user_removed_from_team",
                                       "team_disabled",
                                       "app_uninstalled",
                                       "team_access_not_granted",
                                       "not_allowed_token_type",
                                       NULL};
    return text_in(error, list);
}

static const struct {
    const char *error, *say;
} sayings[] = {
    {"app_uninstalled", "the app was removed from the workspace: install it again"},
    {"user_removed_from_team", "tocsin's user was removed from the workspace: install "
                               "the app again"},
    {"team_disabled", "the workspace is disabled: ask who runs it"},
    {"team_access_not_granted", "the app is not approved for this workspace: ask an "
                                "administrator of Slack to approve it"},
    {"access_denied", "Slack denied access: an administrator of Slack must allow it"},
    {"ekm_access_denied", "an administrator of Slack has suspended posting here"},
    {"accesslimited", "Slack limits access to this workspace for now: try again later"},
    {"org_login_required", "the workspace is being moved: try again later"},
    {"channel_not_found", "Slack shows tocsin no such channel: check its id, and when it "
                          "is private, /invite tocsin there"},
    {"not_in_channel", "tocsin is not a member there: /invite it into the channel"},
    {"is_archived", "the channel is archived: unarchive it in Slack, or choose another"},
    {"user_not_found", "there is no such person in this workspace: check the id"},
    {"users_not_found", "there is no such person in this workspace: check the id"},
    {"user_disabled", "that person's account is switched off: choose somebody else"},
    {"user_not_visible", "tocsin may not see that person: ask an administrator of Slack"},
    {"user_is_restricted", "that person is a guest and may not be there: ask an "
                           "administrator of Slack"},
    {"ura_max_channels", "that guest is in as many channels as Slack allows"},
    {"cant_invite", "that person cannot be invited there: invite them by hand"},
    {"no_permission", "tocsin may not invite that person: invite them by hand"},
    {"cannot_dm_bot", "that is an app, which takes no direct messages"},
    {"messages_tab_disabled",
     "the app's messages tab is off: switch it on under App Home "
     "in the app's pages"},
    {"restricted_action", "a setting of the workspace forbids it: an administrator of "
                          "Slack must allow tocsin to"},
    {"restricted_action_read_only_channel", "only some people may post there: allow "
                                            "tocsin in the channel's settings"},
    {"restricted_action_thread_only_channel", "only threads may be posted to there: "
                                              "choose another channel"},
    {"restricted_action_thread_locked", "the thread is locked: unlock it"},
    {"restricted_action_non_threadable_channel", "the channel has no threads"},
    {"posting_to_channel_denied", "tocsin may not post there: allow it in the channel's "
                                  "settings"},
    {"cant_archive_general", "Slack does not let anybody archive the general channel"},
    {"cant_archive_required", "everybody must be in that channel, so Slack does not "
                              "archive it"},
    {"invalid_name_specials", "Slack does not take the name: check channel_pattern"},
    {"invalid_name_punctuation", "Slack does not take the name: check channel_pattern"},
    {"invalid_name_maxlength", "the name is too long: check channel_pattern"},
    {"invalid_name_required", "the name is empty: check channel_pattern"},
    {"invalid_name", "Slack does not take the name: check channel_pattern"},
    {"cannot_create_channel", "Slack lets nobody create that channel: ask an "
                              "administrator of Slack"},
    {"too_many_pins", "the channel has as many pins as Slack allows: remove some"},
    {"too_many_bookmarks", "the channel has as many bookmarks as Slack allows: remove "
                           "some"},
    {"too_many_members", "the channel has as many members as Slack allows"},
    {"message_not_found", "the message is gone: it was deleted"},
    {"thread_not_found", "the thread is gone: its first message was deleted"},
    {"edit_window_closed", "the message may no longer be edited: raise the time for "
                           "editing in the workspace's settings"},
    {"message_limit_exceeded", "the workspace has used up its messages: ask who runs it"},
    {"plan_upgrade_required", "the workspace's plan has no user groups: take S… out of "
                              "invite"},
    {"no_such_subteam", "there is no such user group: check the S… ids of invite"},
    {"expired_trigger_id",
     "it took more than three seconds to open the form: send it again"},
    {"expired_url", "it was answered too late (after 30 minutes): send it again"},
    {"used_url", "it was answered too often already: send it again"},
    {"method_not_supported_for_channel_type", "this kind of conversation cannot do that: "
                                              "use a channel"},
    {"channel_is_limited_access", "an administrator of Slack limits who may be there"},
    {"unknown_method", "this server is not Slack or an old one: check api_url"},
};

/* What is wrong with a token: which of the two it is, and the page that has it, stand
 * after `before` and `after`. */
static const struct {
    const char *error, *before, *after;
} of_tokens[] = {
    {"not_authed", "Slack was sent no ", ": copy it from"},
    {"invalid_auth", "Slack does not know the ", ": copy it again from"},
    {"account_inactive", "the app was removed from the workspace, and with it the ",
     ": install it again, and copy the new one from"},
    {"token_revoked", "somebody revoked the ", ": make a new one under"},
    {"token_expired", "too old is the ",
     ": switch token rotation off for the app, and copy it again from"},
    {"not_allowed_token_type", "something else was given as the ", ": copy it from"},
};

static bool is_app_token(const char *method) {
    return strcmp(method, "apps.connections.open") == 0;
}

static const char *say_token(struct arena *arena, const char *method, const char *error) {
    const char *name = is_app_token(method) ? "app-level token" : "bot token";
    const char *page = is_app_token(method) ? "Basic Information, App-Level Tokens"
                                            : "OAuth & Permissions, Bot User OAuth Token";
    for (size_t i = 0; i < sizeof of_tokens / sizeof *of_tokens; i++) {
        if (strcmp(of_tokens[i].error, error) == 0) {
            return arena_printf(arena, "%s: %s%s%s %s on the app's pages (%s)", method,
                                of_tokens[i].before, name, of_tokens[i].after, page,
                                error);
        }
    }
    return NULL;
}

/* Of those that Slack names, old ones and those of other tokens too, the ones that the
 * app's manifest can give; NULL: none. */
static const char *scopes_given(struct arena *arena, const char *needed) {
    const char *all = NULL;
    for (const char *at = needed; at && *at;) {
        size_t len = strcspn(at, ",");
        const char *name = arena_strndup(arena, at, len);
        for (const struct slack_scope *one = slack_scopes; one->scope; one++) {
            if (strcmp(one->scope, name) == 0) {
                all = all ? arena_printf(arena, "%s or %s", all, name) : name;
            }
        }
        at += len + (at[len] != '\0');
    }
    return all;
}

/* What Slack names, or else what the method takes. */
static const char *scope_words(struct arena *arena, const struct api_result *result) {
    const struct slack_method *method =
        &slack_methods[slack_method_index(result->method)];
    const char *given = scopes_given(arena, result->needed);
    if (given && !strstr(given, " or ")) {
        return given;
    }
    if (method->closed) {
        return arena_printf(arena, "%s (%s where the channel is private)", method->scope,
                            method->closed);
    }
    if (method->scope) {
        return method->scope;
    }
    given = given ? given : result->needed;
    return given ? given : "the manifest names for it";
}

const char *slack_api_say(struct arena *arena, const struct api_result *result) {
    if (result->kind != API_REFUSED || !result->error) {
        return result->why ? arena_strdup(arena, result->why) : "done";
    }
    const char *method = *result->method ? result->method : "the answer";
    const char *token = say_token(arena, method, result->error);
    if (token) {
        return token;
    }
    if (strcmp(result->error, "missing_scope") == 0 && is_app_token(method)) {
        return "the app-level token lacks the scope connections:write: make a "
               "new "
               "one with it under Basic Information, App-Level Tokens on the app's pages "
               "(missing_scope)";
    }
    if (strcmp(result->error, "missing_scope") == 0) {
        return arena_printf(arena,
                            "Slack does not let tocsin use %s: add the scope %s under "
                            "OAuth & Permissions and install the app again",
                            method, scope_words(arena, result));
    }
    for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++) {
        if (strcmp(sayings[i].error, result->error) == 0) {
            return arena_printf(arena, "%s: %s (%s)", method, sayings[i].say,
                                result->error);
        }
    }
    return arena_printf(arena,
                        "Slack refused %s: %s; look the error up in Slack's "
                        "documentation of %s",
                        method, result->error, method);
}
