import { expect, it } from 'vitest'
import { ticketAddress } from './ticket'

it.each([
  ['https://desk.example/1', null, 'https://desk.example/1'],
  ['ZD-48213', null, null],
  ['ZD-48213', 'https://desk.example/t/{ticket}', 'https://desk.example/t/ZD-48213'],
  ['a/../b?c=1 #2', 'https://desk.example/t/{ticket}', 'https://desk.example/t/a%2F..%2Fb%3Fc%3D1%20%232'],
  ['javascript:alert(1)', null, null],
])('the ticket %j with the setting %j leads to %j', (ticket, template, address) => {
  expect(ticketAddress(ticket, template)).toBe(address)
})
