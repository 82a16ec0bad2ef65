export const HOW_ONPREM =
  'Export the object with all attributes: ldifde -f onprem.ldf -r "(userPrincipalName=<upn>)", then --onprem onprem.ldf';

/** How a property of cloud users becomes known. */
export function howCloud(property: string): string {
  return `Get-MgUser -All -Property id,userPrincipalName,userType,mail,proxyAddresses,${property} | ConvertTo-Json -Depth 4 | Out-File cloud.json, then --cloud cloud.json`;
}

export const HOW_ROLES =
  'Get-MgRoleManagementDirectoryRoleAssignment and Get-MgRoleManagementDirectoryRoleEligibilitySchedule for the user, written as assignedRoles and eligibleRoles into its record';

export const HOW_IDENTIFIER =
  'GET https://graph.microsoft.com/beta/users/<id>?$select=id,onPremisesObjectIdentifier, written into its record';
