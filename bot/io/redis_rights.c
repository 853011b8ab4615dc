/* redis_rights.c: every command on every kind of key that the bot uses, asked before work
 * begins and again after a refusal.
 *
 * Without it a right that is missing shows in the middle of an incident. A script asks
 * (redis.acl_check_cmd: what ACL DRYRUN answers, but of the user itself, who needs no right
 * to manage users for it). */
#include "io/redis_rights.h"

#include "base/err.h"
#include "base/strbuf.h"
#include "tocsin/keys.h"

/* EVALSHA, without which nothing is written, with all its words: Redis 7.0 looks for the number of
 * keys behind the last one, and crashes. */
static const char question[] = "local missing = {}\n"
                               "if not redis.acl_check_cmd('EVALSHA', 'x', '0') then\n"
                               "  missing[1] = 'EVALSHA'\n"
                               "end\n"
                               "for i = 1, #KEYS do\n"
                               "  if not redis.acl_check_cmd(ARGV[i], KEYS[i]) then\n"
                               "    missing[#missing + 1] = ARGV[i] .. ' ' .. KEYS[i]\n"
                               "  end\n"
                               "end\n"
                               "return missing\n";

/* A key of each kind, and the commands on it, separated by spaces. */
static const struct {
    const char *key, *commands;
} uses[] = {
    {KEY_INCIDENT "x", "HSET HMGET HGET TYPE"},
    {KEY_TIMELINE "x", "XADD XRANGE XREVRANGE TYPE"},
    {KEY_TEXTS "x", "HSET HDEL HMGET HGETALL TYPE"},
    {KEY_REFS "x", "HSET HDEL HGETALL TYPE"},
    {KEY_DUE, "ZADD ZREM ZRANGEBYSCORE ZSCAN TYPE"},
    {KEY_OPEN, "ZADD ZREM ZRANGE ZREVRANGE ZREVRANGEBYSCORE ZCOUNT ZSCAN TYPE"},
    {KEY_CLOSED, "ZADD ZREM ZREVRANGE ZREVRANGEBYSCORE ZCOUNT TYPE"},
    {KEY_TODO "x", "ZADD ZREM ZRANGE TYPE"},
    {KEY_PLACE "x", "SET GET RENAME"},
    {KEY_SEQUENCE "x", "SET GET RENAME"},
    {KEY_ROLL "x", "HINCRBY HGET TYPE RENAME"},
    {KEY_LANES, "ZADD ZREM ZRANGE TYPE RENAME"},
    {KEY_LANE "x", "RPUSH LPOP LREM LRANGE LINDEX TYPE RENAME"},
    {KEY_OUTBOX "x", "HSET HDEL HGETALL TYPE RENAME"},
    {KEY_DIRTY, "ZADD ZREM ZRANGE TYPE RENAME"},
    {KEY_IDEM "x", "SET GET DEL RENAME"},
    {KEY_META, "HSET HDEL HGET HMGET HSETNX"},
    {KEY_EPOCH, "SET GET RENAME"},
    {KEY_LEASE, "SET GET DEL RENAME PTTL"},
    {KEY_ALIVE, "SET GET"},
    {KEY_AUDIT, "XADD TYPE"},
    {KEY_NAMES, "HSET HGETALL TYPE"},
    {KEY_SYNC "x", "SET GET"},
    {KEY_REWRITE, "SET GET DEL"},
    {KEY_TORN, "HSET HDEL HGET HGETALL TYPE"},
    {KEY_LOST, "HSET HDEL HGETALL TYPE"},
    {KEY_QUARANTINE, "HSET HDEL HGETALL TYPE"},
    {"x", "SCAN EXISTS"},
};

enum { PAIRS_MAX = 160, SHOWN = 6 };

static size_t pairs_of(struct blob ret_keys[PAIRS_MAX],
                       struct blob ret_commands[PAIRS_MAX]) {
    size_t n = 0;
    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
        for (const char *word = uses[i].commands; *word && n < PAIRS_MAX;) {
            size_t len = strcspn(word, " ");
            ret_keys[n] = (struct blob){uses[i].key, strlen(uses[i].key)};
            ret_commands[n++] = (struct blob){word, len};
            word += len + strspn(word + len, " ");
        }
    }
    return n;
}

void redis_rights_ask(struct resp *resp, struct blob prefix) {
    struct blob keys[PAIRS_MAX], commands[PAIRS_MAX];
    size_t n = pairs_of(keys, commands);
    resp_begin(resp, 3 + 2 * n);
    resp_text(resp, "EVAL");
    resp_text(resp, question);
    resp_number(resp, (long long)n);
    for (size_t i = 0; i < n; i++) {
        resp_key(resp, prefix, keys[i]);
    }
    for (size_t i = 0; i < n; i++) {
        resp_blob(resp, commands[i]);
    }
}

bool redis_rights_judge(const redisReply *reply, struct error *err) {
    struct strbuf list;
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements == 0) {
        return true;
    }
    strbuf_init(&list, 1024);
    for (size_t i = 0; i < reply->elements && i < SHOWN; i++) {
        const redisReply *missing = reply->element[i];
        strbuf_addf(&list, "%s%s", i > 0 ? ", " : "",
                    missing->type == REDIS_REPLY_STRING ? missing->str : "?");
    }
    if (reply->elements > SHOWN) {
        strbuf_addf(&list, " and %zu more", reply->elements - SHOWN);
    }
    err_set(
        err, ERR_DENIED,
        "does not give the bot's user all the rights it needs: %s is refused. Grant "
        "them: ACL SETUSER <user> +@all allkeys (or, of a user for tocsin alone, +@all "
        "resetkeys ~t:*); ACL WHOAMI names the user",
        list.ptr);
    strbuf_free(&list);
    return false;
}
