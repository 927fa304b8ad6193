'use client'

import { ExternalLink } from 'lucide-react'
import { createContext, useContext } from 'react'

/** The address of the ticket system (the setting TICKET_URL); null = not set. */
export const TicketUrl = createContext<string | null>(null)

/** The address of a ticket: the ticket itself if it is a link, else built from the setting. */
export function ticketAddress(ticket: string, template: string | null): string | null {
  if (/^https?:\/\/\S+$/.test(ticket)) return ticket
  return template?.replaceAll('{ticket}', encodeURIComponent(ticket)) ?? null
}

export function Ticket({ ticket }: { ticket: string }) {
  const address = ticketAddress(ticket, useContext(TicketUrl))
  if (address === null) return <bdi className="[overflow-wrap:anywhere]">{ticket}</bdi>
  return (
    <a
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      className="rounded-sm text-accent [overflow-wrap:anywhere] hover:underline"
    >
      <bdi>{ticket}</bdi>
      <ExternalLink aria-hidden className="ml-1 inline size-3" />
    </a>
  )
}
