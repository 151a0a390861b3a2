/** Which IP families a Service may have; another module's alias, taken over by name. */
export type IPFamilyPolicyType = string;

/** Transport of a port. */
export type Protocol = string;
