// Loaded before `next start`, which says "Ready" as soon as it listens: the console has not opened its database then. server/boot.ts says
// it when it is true.
const banner = /▲ Next\.js |^- (?:Local|Network): |Ready in \d/
const print = console.log

console.log = (...words) => {
  if (!banner.test(String(words[0]))) print(...words)
}
