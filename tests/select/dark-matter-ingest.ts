/** Parameters of `ingest` that give the columns which the selection reads. */
export const darkMatterIngest = {
  tree: 'events',
  scalars: [
    ...['event', 'particle_event', 'dsid', 'period', 'mc_weight', 'weight_lepton_sf', 'weight_btag_sf', 'weight_fake'],
    ...['met', 'met_phi', 'met_sig'],
  ],
  objects: {
    lep: { branches: ['pt', 'eta', 'phi', 'charge', 'flavour'], select: 'isTight == 1', sort: 'pt', keep: 2 },
    jet: { branches: ['pt', 'eta', 'phi', 'm', 'btag'], select: 'pt > 20 and abs(eta) < 2.5', sort: 'pt', keep: 8 },
  },
};
