// The least that a bot on the official Bolt can do for a command: acknowledge it, store it
// with one Redis script, post it. usage: node app.js API_URL REDIS_SOCKET
'use strict';

const { App, LogLevel, SocketModeReceiver } = require('@slack/bolt');
const { createClient } = require('redis');

const [slackApiUrl, path] = process.argv.slice(2);
const SCRIPT = `redis.call('HSET', KEYS[1], 'n', ARGV[1])
return redis.call('XADD', KEYS[2], '*', 'text', ARGV[2])`;

const receiver = new SocketModeReceiver({
  appToken: 'xapp-bench',
  logLevel: LogLevel.ERROR,
  installerOptions: { clientOptions: { slackApiUrl } },
});
const app = new App({
  token: 'xoxb-bench', receiver, logLevel: LogLevel.ERROR, clientOptions: { slackApiUrl },
});
let count = 0;

(async () => {
  const redis = createClient({ socket: { path } });
  await redis.connect();
  app.command('/inc', async ({ command, ack, client }) => {
    count += 1;
    await redis.eval(SCRIPT, {
      keys: [`state:${command.channel_id}`, `log:${command.channel_id}`],
      arguments: [String(count), command.text],
    });
    await ack({ response_type: 'ephemeral', text: 'Saved.' });
    await client.chat.postMessage({ channel: command.channel_id, text: command.text });
  });
  await app.start();
})();
