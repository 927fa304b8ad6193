import { useEffect, useState } from 'react'
import type { Strength } from '@/components/form/strength-meter'

// The estimator has no word lists. These are the most common passwords, and words that reseller staff would use.
const common =
  `password passwort welcome letmein qwerty qwertz azerty admin administrator changeme secret default login master
test testing user guest hello sunshine princess football baseball dragon monkey shadow iloveyou trustno1 telnyx telecom telephone
phone account customer summer winter spring autumn company business abc123 1q2w3e4r 123456789 12345678 123456 111111`.split(
    /\s+/,
  )

type Verdict = { score: Strength; advice: string | undefined }

let estimator: Promise<(password: string, words: string[]) => Verdict> | undefined

/** Loaded when the first character is typed. */
function loadEstimator() {
  estimator ??= import('@zxcvbn-ts/core').then(({ ZxcvbnFactory }) => {
    const factory = new ZxcvbnFactory({ dictionary: { passwords: common } })
    return (password, words) => {
      const { score } = factory.check(password, words)
      return { score, advice: score < 3 ? 'Use longer and less common words' : undefined }
    }
  })
  return estimator
}

/** How hard a password is to guess; null without one. `known`: words an attacker knows, such as name and e-mail. */
export function usePasswordStrength(password: string, known: string): Verdict | null {
  const [verdict, setVerdict] = useState<(Verdict & { of: string }) | null>(null)
  useEffect(() => {
    if (password === '') return
    let current = true
    loadEstimator().then(
      estimate => {
        if (current) setVerdict({ ...estimate(password, known.split(/[\s@.+-]+/).filter(Boolean)), of: password })
      },
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [password, known])
  return password === '' ? null : verdict
}
