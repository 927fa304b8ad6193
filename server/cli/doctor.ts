// `npm run doctor`: finds what may keep this installation from working. Exits with 1 when there is a problem.
import { examine } from './doctor/examine'
import type { Finding } from './doctor/finding'

const marks: Record<Finding['state'], string> = { ok: '  ok', warning: 'warn', problem: 'FAIL' }

const findings = await examine(process.env, process.cwd())
if (process.argv.includes('--json')) console.log(JSON.stringify(findings, null, 2))
else {
  for (const { about, state, words, todo } of findings) {
    console.log(`${marks[state]}  ${about}: ${words}`)
    if (todo) console.log(`      → ${todo}`)
  }
  const count = (state: Finding['state'], word: string) => {
    const number = findings.filter(one => one.state === state).length
    return `${number} ${word}${number === 1 || state === 'ok' ? '' : 's'}`
  }
  console.log(`\n${count('problem', 'problem')}, ${count('warning', 'warning')}, ${count('ok', 'fine')}`)
}
process.exit(findings.some(one => one.state === 'problem') ? 1 : 0)
