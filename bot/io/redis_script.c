/* redis_script.c: one script for every commit; it knows keys and values, not incidents.
 *
 * Redis does not roll back a script that fails midway: so all checks come before the
 * first write, and nothing is read after them. An error reply therefore always means that
 * nothing was written: an error in a check ends the script, and so does one in the first
 * write (that is where OOM, READONLY, MISCONF and NOREPLICAS appear: Redis tests them
 * until a script has written). A later write can only fail by a mistake of ours, such as
 * a wrong type of key; the script then answers {3, ...} and the outcome counts as
 * unknown.
 *
 * KEYS: the key of each check, then of each write, so that a cluster sees all of them.
 * ARGV: number of checks; for each check its kind and
 *         i                      must not exist
 *         v <tag> <value>        string is <value> (empty: absent)
 *         h <tag> <value>        head of list is <value> (empty: no list)
 *         f <tag> <value> <name> field of hash is <value> (empty: absent)
 *       for each write: number of words, command, what follows the key.
 * Reply: {0} done, {1, record} duplicate, {2, tag, value} refused, {3, write, error}. */
#include "io/redis_script.h"

#include "tocsin/limits.h"

const char redis_commit_script[] =
    "local call, keys, argv = redis.call, KEYS, ARGV\n"
    "local checks, a = tonumber(argv[1]), 2\n"
    "for i = 1, checks do\n"
    "  local kind = argv[a]\n"
    "  if kind == 'i' then\n"
    "    local record = call('GET', keys[i])\n"
    "    if record then return {1, record} end\n"
    "    a = a + 1\n"
    "  else\n"
    "    local want, is, holds = argv[a + 2], nil, nil\n"
    "    if kind == 'v' then is = call('GET', keys[i])\n"
    "    elseif kind == 'h' then is = call('LINDEX', keys[i], 0)\n"
    "    else is = call('HGET', keys[i], argv[a + 3]) end\n"
    "    if want == '' then holds = not is else holds = is == want end\n"
    "    if not holds then return {2, argv[a + 1], is or ''} end\n"
    "    a = a + (kind == 'f' and 4 or 3)\n"
    "  end\n"
    "end\n"
    "local write = redis.pcall\n"
    "for i = checks + 1, #keys do\n"
    "  local last = a + tonumber(argv[a])\n"
    "  local did = write(argv[a + 1], keys[i], unpack(argv, a + 2, last))\n"
    "  if type(did) == 'table' and did.err then\n"
    "    if i == checks + 1 then return did end\n"
    "    return {3, i - checks, did.err}\n"
    "  end\n"
    "  a = last + 1\n"
    "end\n"
    "return {0}\n";

/* ---- errors ---- */

static const struct {
    const char *word;
    enum redis_trouble trouble;
} troubles[] = {
    {"NOSCRIPT", TROUBLE_NOSCRIPT},
    {"LOADING", TROUBLE_LATER},    /* reads its files after a start */
    {"MASTERDOWN", TROUBLE_LATER}, /* a replica without its master */
    {"MISCONF", TROUBLE_LATER},    /* its disk is full or failing */
    {"OOM", TROUBLE_LATER},        /* above maxmemory */
    {"BUSY", TROUBLE_LATER},       /* somebody's script runs for seconds */
    {"NOREPLICAS", TROUBLE_LATER}, /* fewer than min-replicas-to-write */
    {"CLUSTERDOWN", TROUBLE_LATER},
    {"TRYAGAIN", TROUBLE_LATER}, /* keys are on their way to another node, */
    {"ASK", TROUBLE_LATER},      /* and when they are there MOVED comes */
    {"READONLY", TROUBLE_LEAVE}, /* a failover made it a replica, on a live socket */
    {"MOVED", TROUBLE_MOVED},
};

enum redis_trouble redis_trouble_of(const redisReply *error) {
    size_t len = strcspn(error->str, " ");
    for (size_t i = 0; i < sizeof troubles / sizeof *troubles; i++) {
        if (strlen(troubles[i].word) == len &&
            strncmp(error->str, troubles[i].word, len) == 0) {
            return troubles[i].trouble;
        }
    }
    return TROUBLE_OTHER;
}

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
    size_t words =
        4 + commit->nchecks + commit->nwrites; /* EVALSHA sha n KEYS... checks */
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

void redis_script_encode(struct resp *resp, const char *sha, struct blob prefix,
                         const struct commit *commit) {
    resp_begin(resp, words_of(commit));
    resp_word(resp, "EVALSHA", 7);
    resp_word(resp, sha, SCRIPT_SHA - 1);
    resp_number(resp, (long long)commit->nchecks + (long long)commit->nwrites);
    for (size_t i = 0; i < commit->nchecks; i++) {
        resp_key(resp, prefix, commit->checks[i].key);
    }
    for (size_t i = 0; i < commit->nwrites; i++) {
        resp_key(resp, prefix, commit->writes[i].key);
    }
    resp_number(resp, (long long)commit->nchecks);
    for (size_t i = 0; i < commit->nchecks; i++) {
        encode_check(resp, &commit->checks[i]);
    }
    for (size_t i = 0; i < commit->nwrites; i++) {
        const struct write *write = &commit->writes[i];
        resp_number(resp, (long long)write->argc);
        for (size_t w = 0; w < write->argc; w++) {
            resp_blob(resp, write->argv[w]);
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

struct commit_reply redis_script_decode(const redisReply *reply) {
    struct commit_reply ret = {
        .result = COMMIT_UNKNOWN,
        .value = {"", 0},
        .why = "Redis answered the commit script with something else"};
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements < 1 ||
        reply->element[0]->type != REDIS_REPLY_INTEGER) {
        return ret;
    }
    switch (reply->element[0]->integer) {
    case 0:
        ret.result = COMMIT_DONE;
        ret.why = NULL;
        break;
    case 1:
        ret.result = COMMIT_DUPLICATE;
        ret.value = blob_at(reply, 1);
        ret.why = NULL;
        break;
    case 2:
        ret.result = COMMIT_REFUSED;
        ret.tag = (int)strtol(blob_at(reply, 1).ptr, NULL, 10);
        ret.value = blob_at(reply, 2);
        ret.why = NULL;
        break;
    case 3:
        ret.why = blob_at(reply, 2).ptr;
        break;
    default:
        break;
    }
    return ret;
}
