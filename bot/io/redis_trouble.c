/* redis_trouble.c: one row per word with which Redis begins an error reply.
 *
 * With each of them nothing was written (redis_script.c), so people can be told so at
 * once, with what to do about it. */
#include "io/redis_trouble.h"

#include <string.h>

#define SERVER "Whoever runs the database must act: "

static const struct {
    const char *word;
    enum redis_trouble trouble;
    bool asked; /* said of a write: the script's checks, which come first, were made */
    const char *people;
} troubles[] = {
    {"OOM", TROUBLE_LATER, true,
     "the database has no memory left (OOM). " SERVER "free memory, or raise maxmemory."},
    {"MISCONF", TROUBLE_LATER, true,
     "the database cannot write to its disk (MISCONF). " SERVER
     "see whether the disk is full or may not be written."},
    {"READONLY", TROUBLE_LEAVE, true, /* a failover made it a replica, on a live socket */
     "the database takes no writes: it is a replica now (READONLY). I look for the new "
     "master; " SERVER "check the failover, if this lasts."},
    {"BUSY", TROUBLE_LATER, false, /* somebody's script runs for seconds */
     "the database is busy with somebody's script (BUSY). " SERVER
     "SCRIPT KILL, if this lasts."},
    {"NOREPLICAS", TROUBLE_LATER, true, /* fewer than min-replicas-to-write */
     "the database has too few replicas to take writes (NOREPLICAS). " SERVER
     "bring the replicas back, or lower min-replicas-to-write."},
    {"NOAUTH", TROUBLE_DENIED, false,
     "the database asks for a password (NOAUTH). " SERVER
     "check redis.password_file in tocsin.yaml."},
    {"WRONGPASS", TROUBLE_DENIED, false,
     "the database does not accept the password (WRONGPASS). " SERVER
     "check redis.password_file in tocsin.yaml."},
    {"NOPERM", TROUBLE_DENIED, false,
     "the database does not let me write (NOPERM). " SERVER
     "`tocsin doctor` names the right that is missing."},
    {"LOADING", TROUBLE_LATER, false, /* reads its files after a start */
     "the database is still loading its files (LOADING)."},
    {"MASTERDOWN", TROUBLE_LATER, false, /* a replica without its master */
     "the database has lost its master (MASTERDOWN). " SERVER "check the failover."},
    {"CLUSTERDOWN", TROUBLE_LATER, false,
     "the database's cluster is down (CLUSTERDOWN). " SERVER "check its nodes."},
    {"TRYAGAIN", TROUBLE_LATER, false, /* keys are on their way to another node, */
     "the database is moving its keys to another node (TRYAGAIN)."},
    {"ASK", TROUBLE_LATER, false, /* and when they are there MOVED comes */
     "the database is moving its keys to another node (ASK)."},
    {"MOVED", TROUBLE_MOVED, false, "the database has moved to another node (MOVED)."},
    {"NOSCRIPT", TROUBLE_NOSCRIPT, false, "the database was started anew (NOSCRIPT)."},
    {"WRONGTYPE", TROUBLE_WRONGTYPE, false,
     "a value in the database is damaged. `tocsin doctor` names it."},
};

static size_t row_of(const char *error) {
    size_t len = strcspn(error, " "), i = 0;
    while (
        i < sizeof troubles / sizeof *troubles &&
        (strlen(troubles[i].word) != len || strncmp(error, troubles[i].word, len) != 0)) {
        i++;
    }
    return i;
}

enum redis_trouble redis_trouble_of(const redisReply *error) {
    size_t row = row_of(error->str);
    return row < sizeof troubles / sizeof *troubles ? troubles[row].trouble
                                                    : TROUBLE_OTHER;
}

bool redis_trouble_asked(const char *error) {
    size_t row = row_of(error);
    return row < sizeof troubles / sizeof *troubles && troubles[row].asked;
}

const char *redis_trouble_people(const char *error) {
    size_t row = row_of(error);
    return row < sizeof troubles / sizeof *troubles ? troubles[row].people
                                                    : "the database refused it. " SERVER
                                                      "`tocsin doctor` says more.";
}
