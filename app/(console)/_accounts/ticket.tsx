'use client'

import { ExternalLink } from 'lucide-react'
import { createContext, useContext } from 'react'

/** Where tickets are read (the setting TICKET_URL); null = nowhere that is known. */
export const TicketUrl = createContext<string | null>(null)

/** The address of a ticket: itself where it is one, else by the setting. */
export function ticketAddress(ticket: string, template: string | null): string | null {
  if (/^https?:\/\/\S+$/.test(ticket)) return ticket
  return template?.replaceAll('{ticket}', encodeURIComponent(ticket)) ?? null
}

export function Ticket({ ticket }: { ticket: string }) {
  const address = ticketAddress(ticket, useContext(TicketUrl))
  if (address === null) return <span className="truncate">{ticket}</span>
  return (
    <a
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      className="inline-flex max-w-full items-center gap-1 rounded-sm text-accent hover:underline"
    >
      <span className="truncate">{ticket}</span>
      <ExternalLink aria-hidden className="size-3 shrink-0" />
    </a>
  )
}
