import { formatNumber } from '@/components/ui/number'
import { type ConnectionState, connectionLanes } from '@/lib/connection'
import { laneWords } from './words'

/** Waiting and in-flight requests of each lane, in order of priority. */
export function LaneTable({ lanes }: Pick<ConnectionState, 'lanes'>) {
  return (
    <table className="w-full">
      <caption className="sr-only">Requests by source</caption>
      <thead>
        <tr className="border-border border-b text-muted [&>th]:px-4 [&>th]:py-2 [&>th]:font-medium">
          <th scope="col" className="text-left">
            Source
          </th>
          <th scope="col" className="text-right">
            Waiting
          </th>
          <th scope="col" className="text-right">
            In progress
          </th>
        </tr>
      </thead>
      <tbody>
        {connectionLanes.map(lane => (
          <tr key={lane} className="border-border border-b last:border-b-0 [&>*]:px-4 [&>*]:py-2">
            <th scope="row" className="text-left font-normal">
              {laneWords[lane].name}
              <span className="block text-muted text-xs">{laneWords[lane].meaning}</span>
            </th>
            <td className="figures text-right">{formatNumber(lanes[lane].waiting)}</td>
            <td className="figures text-right">{formatNumber(lanes[lane].inFlight)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
