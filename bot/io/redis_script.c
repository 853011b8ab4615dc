/* redis_script.c: one script for every commit; it knows keys and values, not incidents.
 *
 * Redis does not roll back a script that fails midway: so whatever can make a write fail
 * is asked before the first one (the caller's checks; for each command the right to make it,
 * for each key its type, that a stream has no entry of that number or later, that a counter
 * is a number),
 * and nothing is read after it. An error reply therefore always means that nothing was
 * written: an error in a check ends the script, and so does one in the first write (that
 * is where OOM, READONLY, MISCONF and NOREPLICAS appear: Redis tests them until a script
 * has written).
 *
 * Asked no more often than that, because it is more than half of what a commit costs: the
 * right to a command is not asked for each of its keys again (whoever may write one key of
 * a workspace may write all, or the connection is refused), the type not of what a check
 * has read. What slips through is one of the following.
 *
 * A later write that fails all the same is no rollback. The first write is the record of
 * the input: when it is the only one that was made it is taken back, and nothing was
 * written. Else the rest is kept in the hash `torn`, the record says "part", and the
 * answer is {3, ...}: partly written, known as such, to be completed from what was kept.
 *
 * KEYS: the key of each check, then of each write, then `torn`, so that a cluster sees all
 * of them.
 * ARGV: number of checks, of writes, bytes of the prefix, number of torn fields, these;
 *       for each check its kind and
 *         i                      must not exist
 *         v <tag> <value>        string is <value> (empty: absent)
 *         h <tag> <value>        head of list is <value> (empty: no list)
 *         f <tag> <value> <name> field of hash is <value> (empty: absent)
 *       for each write: number of words, command, what follows the key.
 * Reply: {0} done, {1, record} duplicate, {2, tag, value} refused, {3, writes made, error,
 * kept} partly written, {4, key, what it holds} a key that cannot be used,
 * {5, command, key} no right. */
#include "io/redis_script.h"

#include "tocsin/keys.h"
#include "tocsin/limits.h"

#include <assert.h>

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)

const char redis_commit_script[] =
    "local call, keys, argv = redis.call, KEYS, ARGV\n"
    "local checks, writes = tonumber(argv[1]), tonumber(argv[2])\n"
    "local prefix, ntorn = tonumber(argv[3]), tonumber(argv[4])\n"
    "local a, fits = 5 + ntorn, {}\n" /* keys of which the type is known, and right */
    "local function type_of(key) return call('TYPE', key).ok end\n"
    "local function ask(i, ...)\n"
    "  local is = redis.pcall(...)\n"
    "  if type(is) ~= 'table' then return is end\n"
    "  if string.sub(is.err, 1, 9) ~= 'WRONGTYPE' then error(is) end\n"
    "  return nil, {4, keys[i], type_of(keys[i])}\n"
    "end\n"
    /* the caller's checks */
    "for i = 1, checks do\n"
    "  local kind, poison = argv[a], nil\n"
    "  if kind == 'i' then\n"
    "    local record\n"
    "    record, poison = ask(i, 'GET', keys[i])\n"
    "    if poison then return poison end\n"
    "    if record then return {1, record} end\n"
    "    a = a + 1\n"
    "  else\n"
    "    local want, is, holds = argv[a + 2], nil, nil\n"
    "    if kind == 'v' then is, poison = ask(i, 'GET', keys[i])\n"
    "    elseif kind == 'h' then is, poison = ask(i, 'LINDEX', keys[i], 0)\n"
    "    else is, poison = ask(i, 'HGET', keys[i], argv[a + 3]) end\n"
    "    if poison then return poison end\n"
    "    fits[keys[i]] = kind == 'h' and 'list' or kind == 'f' and 'hash' or nil\n"
    "    if want == '' then holds = not is else holds = is == want end\n"
    "    if not holds then return {2, argv[a + 1], is or ''} end\n"
    "    a = a + (kind == 'f' and 4 or 3)\n"
    "  end\n"
    "end\n"
    /* what could make a write fail */
    "local types = {XADD='stream', HSET='hash', HDEL='hash', HINCRBY='hash',\n"
    "  ZADD='zset', ZREM='zset', RPUSH='list', LPUSH='list', LPOP='list', LREM='list'}\n"
    "local first, may = a, {}\n"
    "for i = checks + 1, checks + writes do\n"
    "  local key, command = keys[i], argv[a + 1]\n"
    "  local want = types[command]\n"
    "  if not may[command] then\n"
    "    if not redis.acl_check_cmd(command, key) then return {5, command, key} end\n"
    "    may[command] = true\n"
    "  end\n"
    "  if want and fits[key] ~= want then\n"
    "    local is = type_of(key)\n"
    "    if is ~= 'none' and is ~= want then return {4, key, is} end\n"
    "    fits[key] = want\n"
    "    if command == 'XADD' and is == 'stream' and string.find(argv[a + 2], '^%d') "
    "and\n"
    "        #call('XRANGE', key, argv[a + 2], '+', 'COUNT', 1) > 0 then\n"
    "      return {4, key, 'ahead'}\n"
    "    end\n"
    "  end\n"
    "  if command == 'HINCRBY' then\n"
    "    local n = call('HGET', key, argv[a + 2])\n"
    "    if n and not (string.match(n, '^%-?%d+$') and\n"
    "        math.abs(tonumber(n)) < 4503599627370496) then\n"
    "      return {4, key, 'no number'}\n"
    "    end\n"
    "  end\n"
    "  a = a + tonumber(argv[a]) + 1\n"
    "end\n"
    /* the writes */
    "local write = redis.pcall\n"
    "a = first\n"
    "for i = checks + 1, checks + writes do\n"
    "  local last = a + tonumber(argv[a])\n"
    "  local did = write(argv[a + 1], keys[i], unpack(argv, a + 2, last))\n"
    "  if type(did) == 'table' and did.err then\n"
    "    local made, recorded = i - checks - 1, checks > 0 and keys[1] == keys[checks + "
    "1]\n"
    "    if made == 0 then return did end\n"
    "    if made == 1 and recorded and write('DEL', keys[1]) == 1 then return did end\n"
    "    local rest, b, record = {}, first, nil\n"
    "    for w = checks + 1, checks + writes do\n"
    "      local n = tonumber(argv[b])\n"
    "      local row = {string.sub(keys[w], prefix + 1), unpack(argv, b + 1, b + n)}\n"
    "      if w >= i then rest[#rest + 1] = row\n"
    "      elseif recorded and w == checks + 1 then record = row end\n"
    "      b = b + n + 1\n"
    "    end\n"
    "    rest[#rest + 1] = record\n" /* it says "saved": last */
    "    local ok, json = pcall(cjson.encode, rest)\n"
    "    local kept = ok and ntorn > 0\n"
    "    for t = 1, ntorn do\n"
    "      local value = t == 1 and json or '=' .. argv[5]\n"
    "      kept = kept and type(write('HSET', keys[#keys], argv[4 + t], value)) == "
    "'number'\n"
    "    end\n"
    "    if recorded then\n"
    "      write('SET', keys[1], '{\"s\":\"part\"}', 'EX', " TEXT(
        172800) ")\n"
                "    end\n"
                "    return {3, made, did.err, kept and 1 or 0}\n"
                "  end\n"
                "  a = last + 1\n"
                "end\n"
                "return {0}\n";

static_assert(IDEM_TTL_S == 172800, "the script keeps the record of a part as long");

/* ---- there ---- */

bool redis_script_fits(const struct commit *commit, const char **ret_why) {
    if (commit->nchecks > LIMIT_OPS || commit->nwrites > LIMIT_OPS) {
        *ret_why = "a commit has too many checks or writes";
        return false;
    }
    for (size_t i = 0; i < commit->nwrites; i++) {
        if (commit->writes[i].argc < 1 || commit->writes[i].argc > SCRIPT_WORDS) {
            *ret_why = "a write of a commit has no word or too many";
            return false;
        }
    }
    return true;
}

static size_t words_of(const struct commit *commit) {
    static const size_t by_kind[] = {
        [CHECK_IDEM] = 1, [CHECK_VALUE] = 3, [CHECK_FIELD] = 4, [CHECK_HEAD] = 3};
    /* EVALSHA sha n KEYS... torn, checks writes prefix ntorn torn... */
    size_t words = 8 + commit->nchecks + commit->nwrites + commit->ntorn;
    for (size_t i = 0; i < commit->nchecks; i++) {
        words += by_kind[commit->checks[i].kind];
    }
    for (size_t i = 0; i < commit->nwrites; i++) {
        words += 1 + commit->writes[i].argc;
    }
    return words;
}

static void encode_check(struct resp *resp, const struct check *check) {
    static const char *const letters[] = {
        [CHECK_IDEM] = "i", [CHECK_VALUE] = "v", [CHECK_FIELD] = "f", [CHECK_HEAD] = "h"};
    resp_word(resp, letters[check->kind], 1);
    if (check->kind == CHECK_IDEM) {
        return;
    }
    resp_number(resp, check->tag);
    resp_blob(resp, check->value);
    if (check->kind == CHECK_FIELD) {
        resp_blob(resp, check->field);
    }
}

static bool blob_is(struct blob blob, const char *text) {
    return blob.len == strlen(text) && memcmp(blob.ptr, text, blob.len) == 0;
}

void redis_script_encode(struct resp *resp, const char *sha, struct blob prefix,
                         const struct commit *commit) {
    resp_begin(resp, words_of(commit));
    resp_word(resp, "EVALSHA", 7);
    resp_word(resp, sha, SCRIPT_SHA - 1);
    resp_number(resp, (long long)commit->nchecks + (long long)commit->nwrites + 1);
    for (size_t i = 0; i < commit->nchecks; i++) {
        resp_key(resp, prefix, commit->checks[i].key);
    }
    for (size_t i = 0; i < commit->nwrites; i++) {
        resp_key(resp, prefix, commit->writes[i].key);
    }
    resp_key(resp, prefix, (struct blob){KEY_TORN, strlen(KEY_TORN)});
    resp_number(resp, (long long)commit->nchecks);
    resp_number(resp, (long long)commit->nwrites);
    resp_number(resp, (long long)prefix.len);
    resp_number(resp, (long long)commit->ntorn);
    for (size_t i = 0; i < commit->ntorn; i++) {
        resp_blob(resp, commit->torn[i]);
    }
    for (size_t i = 0; i < commit->nchecks; i++) {
        encode_check(resp, &commit->checks[i]);
    }
    for (size_t i = 0; i < commit->nwrites; i++) {
        const struct write *write = &commit->writes[i];
        bool renames = blob_is(write->argv[0], "RENAME");
        resp_number(resp, (long long)write->argc);
        for (size_t w = 0; w < write->argc; w++) {
            if (renames && w == 1) {
                resp_key(resp, prefix, write->argv[w]);
            } else {
                resp_blob(resp, write->argv[w]);
            }
        }
    }
}

/* ---- and back ---- */

static struct blob blob_at(const redisReply *reply, size_t i) {
    if (i >= reply->elements || reply->element[i]->type != REDIS_REPLY_STRING) {
        return (struct blob){"", 0};
    }
    return (struct blob){reply->element[i]->str, reply->element[i]->len};
}

static long long number_at(const redisReply *reply, size_t i) {
    return i < reply->elements && reply->element[i]->type == REDIS_REPLY_INTEGER
               ? reply->element[i]->integer
               : 0;
}

/* {4, key, what it holds}, {5, command, key} */
static void decode_unusable(const redisReply *reply, size_t prefix,
                            struct script_verdict *ret) {
    bool right = reply->element[0]->integer == 5;
    struct blob key = blob_at(reply, right ? 2 : 1), what = blob_at(reply, right ? 1 : 2);
    if (key.len < prefix) {
        return;
    }
    key = (struct blob){key.ptr + prefix, key.len - prefix};
    ret->reply.result = COMMIT_UNAVAILABLE;
    ret->denied = right;
    if (right) {
        snprintf(ret->why, sizeof ret->why, "NOPERM its user may not %.20s %.*s",
                 what.ptr, (int)(key.len < 100 ? key.len : 100), key.ptr);
    } else {
        ret->poison = key;
        script_what(what.ptr, ret->what);
        snprintf(ret->why, sizeof ret->why, "the key %.*s %s",
                 (int)(key.len < 100 ? key.len : 100), key.ptr, ret->what);
    }
    ret->reply.why = ret->why;
}

void script_what(const char *holds, char ret[SCRIPT_WHAT]) {
    if (strcmp(holds, "ahead") == 0) {
        snprintf(ret, SCRIPT_WHAT, "has entries that its head does not count");
    } else if (strcmp(holds, "no number") == 0) {
        snprintf(ret, SCRIPT_WHAT, "holds something else than a number");
    } else {
        snprintf(ret, SCRIPT_WHAT, "is of the wrong type (%.20s)", holds);
    }
}

void redis_script_decode(const redisReply *reply, size_t prefix,
                         struct script_verdict *ret) {
    *ret = (struct script_verdict){
        .reply = {.result = COMMIT_UNKNOWN,
                  .value = {"", 0},
                  .why = "Redis answered the commit script with something else"},
        .poison = {"", 0}};
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements < 1 ||
        reply->element[0]->type != REDIS_REPLY_INTEGER) {
        return;
    }
    switch (reply->element[0]->integer) {
    case 0:
        ret->reply.result = COMMIT_DONE;
        ret->reply.why = NULL;
        break;
    case 1:
        ret->reply.result = COMMIT_DUPLICATE;
        ret->reply.value = blob_at(reply, 1);
        ret->reply.why = NULL;
        break;
    case 2:
        ret->reply.result = COMMIT_REFUSED;
        ret->reply.tag = (int)strtol(blob_at(reply, 1).ptr, NULL, 10);
        ret->reply.value = blob_at(reply, 2);
        ret->reply.why = NULL;
        break;
    case 3:
        ret->reply.result = COMMIT_PARTIAL;
        ret->reply.tag = (int)number_at(reply, 1);
        ret->reply.why = blob_at(reply, 2).ptr;
        ret->reply.kept = number_at(reply, 3) == 1;
        break;
    case 4:
    case 5:
        decode_unusable(reply, prefix, ret);
        break;
    default:
        break;
    }
}
