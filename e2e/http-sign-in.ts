/** Signs in as a script would, without a browser. Answers the cookies to send; throws when nobody was let in. */
export async function signInByHttp(
  origin: string,
  email: string,
  password: string,
  userAgent: string,
): Promise<string> {
  const jar = new Map<string, string>()
  const keep = (response: Response) => {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
  }
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const asked = await fetch(`${origin}/api/auth/csrf`)
  keep(asked)
  const { csrfToken } = (await asked.json()) as { csrfToken: string }
  const answer = await fetch(`${origin}/api/auth/callback/password`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookie(), origin, 'user-agent': userAgent, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrfToken, email, password, json: 'true' }),
  })
  keep(answer)
  const session = [...jar.keys()].find(name => name.endsWith('session-token'))
  if (!session) throw new Error(`${email} was not signed in: ${answer.status} ${await answer.text()}`)
  return cookie()
}
