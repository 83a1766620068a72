extension MethodRules {
    /// The member `rules` of the results document: every rule with its value as text.
    func write(_ json: inout JSONText) {
        json.object("rules") { json in
            for rule in MethodRule.allCases { json.member(rule.rawValue, rule.text(self)) }
        }
    }
}
