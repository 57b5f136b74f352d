import type { SimulatedCampaign, SimulatedContact } from './genesys-campaigns.ts';

/** `DialerContact`; a call record appears with the first call. */
export function contactView(contact: SimulatedContact) {
  const { id, contactListId, data, callable, addedAt, calledAt, lastResult } = contact;
  const [phone = 'phone'] = Object.keys(data);
  return {
    id,
    contactListId,
    data,
    callable,
    dateCreated: addedAt,
    callRecords: calledAt === undefined ? {} : { [phone]: { lastAttempt: calledAt, lastResult } },
    selfUri: `/api/v2/outbound/contactlists/${contactListId}/contacts/${id}`,
  };
}

/** `Campaign` as `GET /api/v2/outbound/campaigns/{id}` answers it. */
export function campaignView(campaign: SimulatedCampaign) {
  const { id, contactListId, dialingMode, campaignStatus, alwaysRunning, phoneColumn, callableTimeSetId } =
    campaign;
  return {
    id,
    name: id,
    version: 1,
    contactList: { id: contactListId },
    dialingMode,
    campaignStatus,
    alwaysRunning,
    phoneColumns: [{ columnName: phoneColumn, type: 'cell' }],
    callerName: 'Trunkline',
    callerAddress: '+12025550100',
    ...(callableTimeSetId !== undefined && { callableTimeSet: { id: callableTimeSetId } }),
    selfUri: `/api/v2/outbound/campaigns/${id}`,
  };
}
